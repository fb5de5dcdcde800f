import { afterEach, describe, expect, it } from "vitest";
import { en as common } from "./en.ts";
import { walk } from "./en-walk.ts";
import { ko as commonKorean } from "./ko.ts";
import { walk as walkKorean } from "./ko-walk.ts";
import type { Message } from "./message.ts";
import { bring, languageOf, learn, retold, say, sayWith, speak } from "./words.ts";

const en = { ...common, ...walk };
const ko = { ...commonKorean, ...walkKorean };
const sources: Record<string, string> = import.meta.glob(["../**/*.ts", "../**/*.tsx", "!../words/*.ts", "!../**/*.test.*"], {
  query: "?raw",
  eager: true,
  import: "default",
});
const all = Object.values(sources).join("\n");
/** `say(`role.${role}`)` uses each key that it may become. */
const families = [...all.matchAll(/`([\w.-]*)\$\{[^}]+\}([\w.-]*)`/g)].flatMap(([, before = "", after = ""]) =>
  before.includes(".") ? [new RegExp(`^${before.replaceAll(".", "\\.")}[\\w-]+${after.replaceAll(".", "\\.")}$`)] : [],
);
const entries = Object.entries(en) as [string, Message][];
const korean: Readonly<Record<string, Message>> = ko;

const textsOf = (message: Message) => (typeof message === "string" ? [message] : Object.values(message));
const namesIn = (message: Message) =>
  [...new Set(textsOf(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)))].toSorted();

afterEach(() => speak("en"));

describe("the catalogue", () => {
  it("has no key that no page uses", () => {
    const unused = entries.map(([key]) => key).filter((key) => !all.includes(`"${key}"`) && !families.some((family) => family.test(key)));
    expect(unused).toEqual([]);
  });

  it("has each key once, in both languages", () => {
    expect(Object.keys(ko).toSorted()).toEqual(Object.keys(en).toSorted());
    const parts = Object.entries(import.meta.glob<string>("./en-*.ts", { query: "?raw", eager: true, import: "default" }));
    const keys = parts.flatMap(([, text]) => [...text.matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    expect(keys.toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it.each(entries)("gives %s the same values in Korean", (key, english) => {
    expect(namesIn(korean[key] ?? "")).toEqual(namesIn(english));
  });

  it("counts by `count` wherever it has two forms", () => {
    for (const [key, message] of entries) if (typeof message !== "string") expect(namesIn(message), key).toContain("count");
  });

  it("says things otherwise in Korean", () => {
    const same = entries.filter(
      ([key, english]) =>
        /\p{L}{3}/u.test(
          textsOf(english)
            .join()
            .replace(/\{\w+\}|Flipwatch|UTC/g, ""),
        ) && korean[key] === english,
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});

describe("say", () => {
  it("puts values in their places and counts in either language", async () => {
    await learn("ko");
    expect(say("regions.agree", { agree: 1, count: 1 })).toBe("1 of 1 region agrees");
    expect(say("regions.agree", { agree: 1, count: 2_000 })).toBe("1 of 2,000 regions agree");
    speak("ko");
    expect(say("regions.agree", { agree: 1, count: 1 })).toBe("리전 1개 중 1개 일치");
  });

  it("gives parts where an element belongs in the middle", () => {
    const part = { element: true };
    expect(sayWith("state.stale", { ago: part })).toEqual(["Last heard ", part, ""]);
  });
});

describe("the words of a page that few open", () => {
  const inKorean = async () => walkKorean;

  it("come in English with the page, and in Korean where that was spoken before", async () => {
    await learn("ko");
    await bring(walk, inKorean);
    expect(say("walk.title")).toBe(walk["walk.title"]);
    speak("ko");
    expect(say("walk.title")).toBe(walkKorean["walk.title"]);
  });

  it("come in Korean where that is chosen on the page", async () => {
    let asked = 0;
    await bring(walk, async () => {
      asked += 1;
      return walkKorean;
    });
    await learn("ko");
    expect(asked).toBeGreaterThan(0);
  });
});

describe("the language", () => {
  it.each<[string, string, string | null, string[], string]>([
    ["is the address's", "?lang=ko", "en", ["en-GB"], "ko"],
    ["is the one chosen before", "?last=24h", "ko", ["en-GB"], "ko"],
    ["is the browser's first that we speak", "", null, ["de-DE", "ko-KR", "en"], "ko"],
    ["is English where we speak none of them", "?lang=xx", "fr", ["de"], "en"],
  ])("%s", (_name, search, kept, preferred, expected) => {
    expect(languageOf(search, kept, preferred)).toBe(expected);
  });
});

describe("what a record says in English", () => {
  it.each([
    ["ko", "no reply from 192.0.2.53 over udp: timeout", "192.0.2.53 서버가 udp 쿼리에 응답하지 않음: timeout", false],
    ["ko", "192.0.2.20 (secondary)", "보조 레코드의 값 192.0.2.20", false],
    ["ko", "the server's own words", "the server's own words", true],
    ["en", "192.0.2.20 (secondary)", "192.0.2.20 (secondary)", true],
  ] as const)("is told in %s where the sentence is known: %s", async (language, english, said, isQuoted) => {
    await learn(language);
    speak(language);
    expect(retold(english)).toEqual({ said, isQuoted });
  });
});
