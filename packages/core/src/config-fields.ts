/** Forms of single fields of the configuration. Each message completes "expected …", as `config-problems.ts` puts it to people. */
import * as z from "zod";

/** Text that passes `test`; wrong types and wrong text alike are told what is expected. */
export function textField(expected: string, test: (value: string) => boolean): z.ZodString {
  return z.string({ error: expected }).refine(test, { error: expected });
}

export function wholeNumberField(from: number, to: number, unit: string): z.ZodNumber {
  const expected = `a whole number of ${unit} from ${from} to ${to}`;
  return z.number({ error: expected }).int({ error: expected }).min(from, { error: expected }).max(to, { error: expected });
}

export function urlField(): z.ZodString {
  return textField("an http:// or https:// URL", (value) => /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value));
}

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
