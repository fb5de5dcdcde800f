/** Says things in the viewer's language. The one catalogue is `en.ts`, with `ko.ts` beside it; `words.test.ts` keeps them whole. */
import { en } from "./en.ts";
import type { walk } from "./en-walk.ts";
import { filled, type Message, type NamesOf, parted, type Value } from "./message.ts";

export const languages = ["en", "ko"] as const;
export type Language = (typeof languages)[number];

type English = typeof en & typeof walk;
export type Key = keyof English;

/** A key whose sentence needs no values. */
export type PlainKey = { [K in Key]: [NamesOf<English[K]>] extends [never] ? K : never }[Key];

/** The values that a key's sentence needs; nothing where it needs none. */
type ValuesOf<K extends Key, V> = [NamesOf<English[K]>] extends [never] ? [] : [values: Readonly<Record<NamesOf<English[K]>, V>>];

type Catalogue = Readonly<Record<Key, Message>>;

/** English is always there; another language is loaded when somebody wants it. */
const catalogues: Record<Language, Partial<Catalogue>> = { en: { ...en }, ko: {} };
/** What a page brought, with the way to the same in Korean. */
const brought = new Set<() => Promise<Partial<Catalogue>>>();
/** A language's words for the sentences that the record keeps in English, with the catalogue. */
const rewordings: Partial<Record<Language, (english: string) => string>> = {};
const KEPT = "flipwatch.language";

let spoken: Language = "en";

export function language(): Language {
  return spoken;
}

/** Loads a language's words. Throws when they can't be loaded. */
export async function learn(wanted: Language): Promise<void> {
  if (wanted !== "ko") return;
  learning.add(wanted);
  const { ko, reworded } = await import("./ko.ts");
  Object.assign(catalogues.ko, ko);
  rewordings.ko ??= reworded;
  for (const inKorean of brought) Object.assign(catalogues.ko, await inKorean());
}

const learning = new Set<Language>();

/**
 * The words of a page that few open, which come with its code and not with every page's. To be awaited before anything of it is said. In Korean they
 * are loaded where that is spoken; throws when they can't be.
 */
export async function bring(inEnglish: Partial<Catalogue>, inKorean: () => Promise<Partial<Catalogue>>): Promise<void> {
  Object.assign(catalogues.en, inEnglish);
  brought.add(inKorean);
  if (learning.has("ko")) Object.assign(catalogues.ko, await inKorean());
}

function messageOf(key: Key): Message {
  return catalogues[spoken][key] ?? catalogues.en[key] ?? key;
}

/** For all that is drawn from now on: whoever calls draws the page anew. English shows for a language that was not learnt. */
export function speak(next: Language): void {
  spoken = next;
}

/** `say("pairs.count", { count: 3 })`. A key that is missing, or a value, does not compile. */
export function say<K extends Key>(key: K, ...values: ValuesOf<K, Value>): string {
  return filled(messageOf(key), values[0] ?? {}, spoken);
}

/** As `say`, with elements where values belong. */
export function sayWith<K extends Key, Part>(key: K, ...values: ValuesOf<K, Value | Part>): (string | Part)[] {
  return parted<Part>(messageOf(key), values[0] ?? {}, spoken);
}

/** Why a vote is what it is, as the record says it in English: in the viewer's language where the sentence is known, else quoted. */
export function retold(english: string): { said: string; isQuoted: boolean } {
  const said = rewordings[spoken]?.(english) ?? english;
  return { said, isQuoted: said === english };
}

/** What the API told in the reader's language, or in English where it could not. */
export function toldText(said: string): { said: string; isQuoted: boolean } {
  return { said, isQuoted: spoken === "ko" && !/[\uac00-\ud7a3]/.test(said) };
}

/** `?lang=ko` first, then what was chosen before, then what the browser prefers. */
export function languageOf(search: string, kept: string | null, preferred: readonly string[]): Language {
  const wanted = [new URLSearchParams(search).get("lang"), kept, ...preferred];
  const known = wanted.flatMap((each) => languages.find((one) => each?.toLowerCase().split("-")[0] === one) ?? []);
  return known[0] ?? "en";
}

/** Keeps a language for the next visit; a browser that keeps nothing asks again. */
export function keepLanguage(chosen: Language): void {
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // Nothing is lost but the choice.
  }
}

export function keptLanguage(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
