/** Puts a problem of the configuration into one line: the field, what was found, what is expected. Never shows what may be secret. */
import type { z } from "zod";
import { shownChannelFields } from "./config-fields.ts";
import { joinedByAnd } from "./phrases.ts";

export interface Problem {
  /** `pairs[0].type`; empty for the whole. */
  field: string;
  /** `found "AB", expected one of A, AAAA, …`. */
  text: string;
}

export type Path = readonly PropertyKey[];

/** Webhook URLs are secrets, wherever they got pasted. */
const LIKE_URL = /:\/\/|hooks\./i;

export function problem(path: Path, input: unknown, expected: string): Problem {
  const value = valueAt(input, path);
  const text = value === undefined ? `is missing, expected ${expected}` : `found ${shown(path, value)}, expected ${expected}`;
  return { field: fieldOf(path), text };
}

/** A schema's issue as problems: one, or one for every unknown field. `fieldPaths` are those there are, so that a misspelt one can be set right. */
export function describeIssue(issue: z.core.$ZodIssue, input: unknown, fieldPaths: readonly string[]): Problem[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: fieldOf([...path, key]),
      text: `is no field of the configuration${suggestionFor([...path, key], fieldPaths)}`,
    }));
  }
  if (issue.code === "invalid_key") {
    const expected = issue.issues[0]?.message ?? "another";
    return [{ field: fieldOf(path.slice(0, -1)), text: `found ${shown(path, String(path.at(-1)))} as a key, expected ${expected}` }];
  }
  return [problem(path, input, expectedBy(issue))];
}

/** What completes "expected …". Issues that aren't named here come from fields whose schema carries the words itself. */
function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
  return (issue.code === "invalid_type" ? nameOfType(issue.expected) : undefined) ?? issue.message;
}

function nameOfType(expected: string): string | undefined {
  return { object: "an object", array: "a list", record: "an object" }[expected];
}

/** `pairs[0].primary.values[1]`. A key that is no plain word is quoted; one that looks like a URL is not shown. */
export function fieldOf(path: Path): string {
  const parts = path.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    const word = String(key);
    if (/^[\w-]{1,60}$/.test(word)) return `.${word}`;
    return LIKE_URL.test(word) ? "[a URL]" : `[${JSON.stringify(word.slice(0, 60))}]`;
  });
  return parts.join("").replace(/^\./, "");
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Parts of the configuration whose texts may be secrets. */
const SECRET_PARTS: ReadonlySet<PropertyKey> = new Set(["channels", "heartbeat", "access"]);
/** Lists in them whose entries are none. */
const SHOWN_LISTS: ReadonlySet<PropertyKey> = new Set(["domains", "groups"]);

/** A value for people. Anything below those parts, and every URL, shows at most a host. */
function shown(path: Path, value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  if (typeof value !== "string") return typeof value === "function" ? "a function" : String(value);
  if (LIKE_URL.test(value)) return hostOf(value);
  const isShown = shownChannelFields.has(path.at(-1) ?? "") || SHOWN_LISTS.has(path.at(-2) ?? "");
  if (SECRET_PARTS.has(path[0] ?? "") && !isShown) return "text that is not shown here, since it may be secret";
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 99)}…` : value);
}

function hostOf(value: string): string {
  return URL.canParse(value)
    ? `a URL at ${new URL(value).host || "no host"}`
    : "text like a URL that is not shown here, since it may be secret";
}

/** The known field meant: nearly spelled so beside it, or of that name elsewhere. */
function suggestionFor(path: Path, fieldPaths: readonly string[]): string {
  const parent = fieldOf(path.slice(0, -1)).replace(/\[\d+\]/g, "[]");
  const prefix = parent === "" ? "" : `${parent}.`;
  const key = String(path.at(-1));
  const siblings = fieldPaths
    .filter((field) => field.startsWith(prefix) && !/[.[]/.test(field.slice(prefix.length)))
    .map((field) => field.slice(prefix.length));
  const near = nearest(key, siblings);
  if (near !== undefined) return `; did you mean ${near}?`;
  const elsewhere = fieldPaths.filter((field) => field.endsWith(`.${key}`));
  if (elsewhere.length > 0) return `; did you mean ${elsewhere.slice(0, 3).join(" or ")}?`;
  return siblings.length > 0 ? `; there ${siblings.length === 1 ? "is" : "are"} ${joinedByAnd(siblings)}` : "";
}

/** The choice that is spelled nearly so; undefined where none is. */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  const near = choices
    .map((name) => ({ name, distance: distance(name.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.max(1, word.length / 3) ? near.name : undefined;
}

/** Levenshtein's, row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let at = 1; at <= a.length; at += 1) {
    const next = [at];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (a[at - 1] === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
