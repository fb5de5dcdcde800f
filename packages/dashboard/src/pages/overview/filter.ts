/** Which pairs are shown: kept in the address, so that a link shows a colleague the same. */
import type { Role } from "@flipwatch/core/event";
import { matchesGlob } from "@flipwatch/core/glob";
import { rolesInOrder } from "../../look/states.ts";
import { isTrouble } from "./order.ts";
import type { WatchedPair } from "./watched-pair.ts";

export interface Filter {
  /** A part of the name, or a glob where it has a star. */
  text: string;
  /** None: all. */
  roles: readonly Role[];
  /** `team:web`; empty: all. */
  tag: string;
  onlyTrouble: boolean;
}

export const everything: Filter = { text: "", roles: [], tag: "", onlyTrouble: false };

export function isEverything({ text, roles, tag, onlyTrouble }: Filter): boolean {
  return text === "" && roles.length === 0 && tag === "" && !onlyTrouble;
}

/** Of an address's query. What is not understood is left out: a filter that hides all by mistake would look like good news. */
export function filterIn(search: string): Filter {
  const query = new URLSearchParams(search);
  const roles = (query.get("role") ?? "").split(",");
  return {
    text: query.get("q") ?? "",
    roles: rolesInOrder.filter((role) => roles.includes(role)),
    tag: query.get("tag") ?? "",
    onlyTrouble: query.get("only") === "trouble",
  };
}

/** The query of an address, with its `?`; empty where everything shows. */
export function searchOf({ text, roles, tag, onlyTrouble }: Filter): string {
  const query = new URLSearchParams();
  if (text !== "") query.set("q", text);
  if (roles.length > 0) query.set("role", roles.join(","));
  if (tag !== "") query.set("tag", tag);
  if (onlyTrouble) query.set("only", "trouble");
  // A comma need not be encoded, and the address is read by people.
  return query.size === 0 ? "" : `?${query.toString().replaceAll("%2C", ",")}`;
}

export function matching(pairs: readonly WatchedPair[], filter: Filter): WatchedPair[] {
  const text = filter.text.trim().toLowerCase();
  return pairs.filter(
    (pair) =>
      isNamed(pair, text) &&
      (filter.roles.length === 0 || filter.roles.includes(pair.role)) &&
      (filter.tag === "" || tagsOf(pair).includes(filter.tag)) &&
      (!filter.onlyTrouble || isTrouble(pair)),
  );
}

/** `team:web`, of a pair. */
export function tagsOf({ tags = {} }: WatchedPair): string[] {
  return Object.entries(tags).map(([name, value]) => `${name}:${value}`);
}

/** Each tag there is, in order. */
export function allTags(pairs: readonly WatchedPair[]): string[] {
  return [...new Set(pairs.flatMap(tagsOf))].toSorted();
}

function isNamed({ id }: WatchedPair, text: string): boolean {
  return text.includes("*") ? matchesGlob(text, id) : id.toLowerCase().includes(text);
}
