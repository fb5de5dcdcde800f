/** Forms of single fields of the configuration. Each message completes "expected …", as `config-problems.ts` puts it to people. */
import * as z from "zod";
import { secretsOf } from "./secret-mark.ts";

/**
 * Text that passes `test`; wrong types and wrong text alike are told what is expected. A text that stands for a secret is taken as it is: what it will
 * be is checked once the secret is put in, and until then whoever has no secrets can check all the rest.
 */
export function textField(expected: string, test: (value: string) => boolean): z.ZodString {
  return z.string({ error: expected }).refine((value) => secretsOf(value).length > 0 || test(value), { error: expected });
}

export function wholeNumberField(from: number, to: number, unit: string): z.ZodNumber {
  const expected = `a whole number of ${unit} from ${from} to ${to}`;
  // One check instead of three: each makes the field anew, at every cold start.
  return z.number({ error: expected }).refine((value) => Number.isInteger(value) && value >= from && value <= to, { error: expected });
}

export function urlField(): z.ZodString {
  return textField("an http:// or https:// URL", (value) => /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value));
}

/** How a configuration is parsed: compiling a schema pays for what is parsed often, and this is parsed once, while a cold start waits. */
export const once = { jitless: true } as const;

/** The languages that alerts are written in. */
export const languages = ["en", "ko"] as const;
export type Language = (typeof languages)[number];

/**
 * The fields of each kind of channel, by kind, without those that all have. Core does not know the kinds: whoever does gives them to
 * `parseConfig`. Messages of the fields complete "expected …".
 */
export type ChannelFields = Readonly<Record<string, z.ZodObject>>;

/** What every channel has beside its kind's own fields. */
export const commonChannelFields = {
  name: textField("a name of 1 to 40 letters, digits, - or _", (value) => /^[A-Za-z0-9_-]{1,40}$/.test(value)).optional(),
  language: z.enum(languages).optional(),
};

/** Fields of channels whose values may be shown in an error; all others may be secret. */
export const shownChannelFields: ReadonlySet<PropertyKey> = new Set(["name", "language", "topicArn", "busArn", "channel"]);

const openFields = new WeakSet<z.core.$ZodType>();

/** Says of a channel's field that it is no secret. All fields are that neither say so nor stand above. */
export function openField<Field extends z.ZodType>(field: Field): Field {
  openFields.add(field);
  return field;
}

export function isOpenField(field: z.core.$ZodType): boolean {
  const { innerType } = field._zod.def as { innerType?: z.core.$ZodType };
  return openFields.has(field) || (innerType !== undefined && isOpenField(innerType));
}
