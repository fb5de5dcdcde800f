/** What DynamoDB would do with an item, for the tables that stand in for it: what it takes, when a condition holds, which index rows an item has. */
import { type Condition, FlipwatchError, type IndexName, type Item, indexes } from "@flipwatch/core";
import { copyItem } from "./item.ts";
import { refuseKey, refuseLarge } from "./store-error.ts";

/** A deep copy as it would be stored. Throws FlipwatchError `store-unavailable` or `store-item-too-large` for what DynamoDB refuses. */
export function storable(item: Item): Item {
  refuseKey(item);
  const copy = copyItem(item);
  refuseLarge(copy);
  for (const index of Object.values(indexes)) {
    for (const attribute of [index.pk, index.sk]) {
      const value = copy[attribute];
      if (value !== undefined && (typeof value !== "string" || value === "")) {
        throw new FlipwatchError("store-unavailable", `The index attribute ${attribute} must be a string that is not empty.`);
      }
    }
  }
  return copy;
}

export function holds(condition: Condition, existing: Item | undefined): boolean {
  if ("absent" in condition) return existing === undefined;
  const value = existing?.[condition.attribute];
  if ("below" in condition) return existing === undefined || (typeof value === "number" && value < condition.below);
  return condition.equals === undefined ? existing === undefined : value === condition.equals;
}

export interface IndexRow {
  index: IndexName;
  pk: string;
  sk: string;
}

/** The indexes are sparse: an item is in one while it carries both of its attributes. */
export function indexRowsOf(item: Item | undefined): IndexRow[] {
  if (item === undefined) return [];
  return (Object.keys(indexes) as IndexName[]).flatMap((index) => {
    const [pk, sk] = [item[indexes[index].pk], item[indexes[index].sk]];
    return typeof pk === "string" && typeof sk === "string" ? [{ index, pk, sk }] : [];
  });
}
