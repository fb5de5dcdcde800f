/** The input of an operation as it came, by whatever protocol: strings from forms and XML, typed values from JSON and CBOR. */
import { AwsError } from "./aws-error.ts";

export type Fields = { readonly [name: string]: unknown };

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array);
}

export function text(input: Fields, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw invalid(name, "a string");
}

export function requiredText(input: Fields, name: string, code = "MissingParameter"): string {
  const value = text(input, name);
  if (value === undefined || value === "") throw new AwsError(code, `The request must contain the parameter ${name}.`);
  return value;
}

export function number(input: Fields, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === "") return undefined;
  const found =
    typeof value === "number" || typeof value === "bigint" ? Number(value) : typeof value === "string" ? Number(value) : Number.NaN;
  if (!Number.isFinite(found)) throw invalid(name, "a number");
  return found;
}

export function flag(input: Fields, name: string): boolean | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw invalid(name, "true or false");
}

export function list(input: Fields, name: string): readonly unknown[] {
  const value = input[name];
  if (value === undefined || value === null || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

export function fieldsList(input: Fields, name: string): readonly Fields[] {
  return list(input, name).map((entry) => {
    if (!isFields(entry)) throw invalid(name, "a list of structures");
    return entry;
  });
}

export function fields(input: Fields, name: string): Fields | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (!isFields(value)) throw invalid(name, "a structure");
  return value;
}

/** A moment: epoch seconds (JSON), a tagged time (CBOR) or ISO 8601 (forms). In milliseconds. */
export function moment(input: Fields, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (value instanceof Date) return value.getTime();
  if (typeof value === "number") return value * 1_000;
  const found = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(found)) throw invalid(name, "a time stamp");
  return found;
}

function invalid(name: string, expected: string): AwsError {
  return new AwsError("SerializationException", `The parameter ${name} is not ${expected}.`);
}
