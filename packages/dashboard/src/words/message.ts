/** What a catalogue's entry is, and how a sentence is made of it. */

/** A sentence, with `{name}` where a value belongs; two of them where English counts, chosen by `{count}`. */
export type Message = string | { readonly one: string; readonly other: string };

type TextOf<M> = M extends string ? M : M[keyof M];
type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** The names of the values that a message needs. */
export type NamesOf<M> = NamesIn<TextOf<M>>;
export type Value = string | number;

/** The sentence with its values; numbers are grouped as the language does. */
export function filled(message: Message, values: Readonly<Record<string, Value>>, language: string): string {
  return parted(message, values, language).join("");
}

/** The same in parts, for a page that puts an element where a value belongs. */
export function parted<Part>(message: Message, values: Readonly<Record<string, Value | Part>>, language: string): (string | Part)[] {
  const text = typeof message === "string" ? message : message[formOf(values.count, language)];
  return text.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return part;
    const value = values[part];
    if (typeof value === "number") return numbersIn(language).format(value);
    return value ?? `{${part}}`;
  });
}

function formOf(count: unknown, language: string): "one" | "other" {
  return typeof count === "number" && rulesIn(language).select(count) === "one" ? "one" : "other";
}

const rules = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function rulesIn(language: string): Intl.PluralRules {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known;
}

function numbersIn(language: string): Intl.NumberFormat {
  const known = numbers.get(language) ?? new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  numbers.set(language, known);
  return known;
}
