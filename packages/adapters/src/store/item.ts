/** What DynamoDB makes of an item on its way in: which values stay, and how many bytes it counts. The fake goes by the first; the second is asked before the wire, too. */
import { assert, type Item } from "@flipwatch/core";

/** DynamoDB Developer Guide, "Service quotas": an item, names included, is at most 400 KB. */
export const ITEM_LIMIT_BYTES = 409_600;

/** A deep copy with the `undefined` fields and list entries left out, as the SDK's `removeUndefinedValues` leaves them out. */
export function copyItem(item: Item): Item {
  return copyMap(item) as Item;
}

function copyMap(map: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(map)) {
    if (value === undefined) continue;
    assert(name !== "", "an attribute has a name");
    copy[name] = copyValue(value);
  }
  return copy;
}

function copyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((entry) => entry !== undefined).map(copyValue);
  if (typeof value === "object" && value !== null) return copyMap(value);
  assert(typeof value !== "function" && typeof value !== "symbol" && typeof value !== "bigint", `a ${typeof value} can't be stored`);
  assert(typeof value !== "number" || isStorable(value), `the number ${String(value)} can't be stored exactly`);
  return value;
}

/** The SDK refuses what a double can't hold exactly. */
function isStorable(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** As DynamoDB counts (Developer Guide, "DynamoDB item sizes and formats"); numbers by the upper bound given there. */
export function itemSizeBytes(item: Item): number {
  return mapSizeBytes(item);
}

function mapSizeBytes(map: object): number {
  let size = 0;
  for (const [name, value] of Object.entries(map)) {
    if (value !== undefined) size += Buffer.byteLength(name) + valueSizeBytes(value);
  }
  return size;
}

function valueSizeBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return Math.ceil(String(value).replace(/[-.]/g, "").length / 2) + 1;
  if (Array.isArray(value)) return 3 + value.reduce<number>((sum, entry) => sum + 1 + valueSizeBytes(entry), 0);
  if (typeof value === "object" && value !== null) return 3 + Object.keys(value).length + mapSizeBytes(value);
  return 1;
}
