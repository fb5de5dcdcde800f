import { describe, expect, it } from "vitest";
import type { Answer } from "../answer.ts";
import { sceneDefinition } from "../decide/scene.ts";
import { type EventKind, eventKinds, eventSchema, type FlipwatchEvent } from "../event.ts";
import { checkersOf, reasonOf } from "../health.ts";
import { judge } from "../judge.ts";
import { alertText, catalogues } from "./alert-text.ts";
import { labels } from "./catalogue.ts";
import { controlWords } from "./controls.ts";
import { findingsInKorean } from "./findings-ko.ts";
import { reasonInKorean } from "./reasons-ko.ts";
import { sampleEvents } from "./samples.ts";
import { bare, toldOf } from "./told.ts";

const { en, ko } = catalogues;
const samples = sampleEvents();
const hangul = /\p{Script=Hangul}/u;
/** What stays as it is in every language: names, values, and what others said, as the event quotes it. */
function foreign(event: FlipwatchEvent): string[] {
  const texts = [...JSON.stringify(event).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text ?? "");
  // Within a sentence of ours it loses its full stop.
  return texts.flatMap((text) => [text, ...text.split("most with: ").slice(1)]).map((text) => text.replace(/\.$/, ""));
}

describe("the catalogues", () => {
  it("say every word of Korean otherwise than in English", () => {
    const same = sharedWords(en, ko, "").concat(sharedWords(controlWords("en"), controlWords("ko"), "controls"));
    expect(same).toEqual([]);
  });

  it.each(eventKinds)("have Korean words of their own for %s", (kind) => {
    const told = toldOf(samples[kind]);
    const pairs = [
      [en.headline[kind](told), ko.headline[kind](told)],
      [en.lead(told), ko.lead(told)],
    ];
    for (const [english, korean] of pairs) {
      expect(korean).not.toBe(english);
      expect(korean).toMatch(hangul);
    }
  });

  it.each(eventKinds)("name %s in a list, where nothing else is known of it", (kind) => {
    for (const words of [en, ko]) expect(words.headline[kind](bare(kind))).not.toMatch(/undefined|more more|some time|얼마간| {2}|^ | $/);
  });

  it.each(eventKinds.filter((kind) => samples[kind].severity !== "record"))("end every Korean sentence formally, for %s", (kind) => {
    // What stands in brackets is quoted, or adds to the sentence before it.
    const sentences = alertText(samples[kind], { language: "ko" })
      .lead.replace(/\([^()]*\)/g, "")
      .split(/(?<=[가-힣])\. ?/);
    for (const sentence of sentences.filter((text) => text !== "")) expect(sentence).toMatch(/(니다|십시오)$/);
  });

  it("label each fact once, in either language", () => {
    for (const words of [en, ko]) expect(new Set(labels.map((label) => words.labels[label])).size).toBe(labels.length);
  });

  it("have a Korean sentence for each rule of the audit", () => {
    for (const { title, what, why, fix } of Object.values(findingsInKorean)) {
      expect(title).toMatch(/[^다.]$/);
      expect(what).toMatch(/다$/);
      expect(why).toMatch(/다\.$/);
      expect(fix).toMatch(/십시오\.$/);
    }
  });
});

describe("the sample events", () => {
  it.each(eventKinds)("hold a %s that keeps to the schema", (kind) => {
    const event = samples[kind];
    expect(event.kind).toBe(kind);
    expect(eventSchema.safeParse(event).error).toBeUndefined();
  });

  it.each(eventKinds)("are told without a gap: %s", (kind) => {
    for (const language of ["en", "ko"] as const) {
      const { subject, title, text, short, facts } = alertText(samples[kind], { language, dashboardUrl: "https://flipwatch.example.com" });
      for (const line of [subject, title, text, short]) expect(line).not.toMatch(/undefined|NaN|null|\[object| {2}|Invalid Date/);
      expect(new Set(facts.map(({ label }) => label)).size).toBe(facts.length);
    }
  });

  it.each(eventKinds)("are told in Korean without an English sentence of ours: %s", (kind) => {
    const event = samples[kind];
    const quoted = foreign({ ...event, message: "" });
    const korean = alertText(event, { language: "ko" });
    const latin = (line: string) => quoted.reduce((text, each) => (each.length > 2 ? text.replaceAll(each, "") : text), line);
    expect(korean.text).not.toContain(event.message);
    for (const line of korean.text.split("\n")) expect(latin(line)).not.toMatch(/\b[a-z]{3,}( [a-z]{2,}){2,}/);
  });

  it.each<EventKind>(["failover", "recovered", "muted", "test"])("are marked where they belong to a drill: %s", (kind) => {
    const { subject, title, short, text } = alertText({ ...samples[kind], drill: "november" });
    for (const line of [subject, title, short, text]) expect(line).toMatch(/^\[DRILL\] /);
  });
});

describe("reasons in Korean", () => {
  const definition = sceneDefinition();
  const reply = (rcode: string, values: string[], authoritative = true): Answer => ({
    kind: "reply",
    server: "198.51.100.1:53",
    transport: "udp",
    sentAt: 0,
    tookMs: 9,
    rcode,
    authoritative,
    records: values.map((value) => ({ name: definition.name, type: "A", ttlSeconds: 60, value })),
  });
  const silence: Answer = { kind: "silence", server: "198.51.100.1:53", transport: "udp", sentAt: 0, tookMs: 9, reason: "timeout" };

  it.each<[string, Answer]>([
    ["no reply", silence],
    ["an error", reply("SERVFAIL", [])],
    ["no authority", reply("NOERROR", ["192.0.2.10"], false)],
    ["no such name", reply("NXDOMAIN", [])],
    ["no record", reply("NOERROR", [])],
    ["a stray value", reply("NOERROR", ["203.0.113.66"])],
    ["a stray value beside a known one", reply("NOERROR", ["203.0.113.66", "192.0.2.10"])],
    ["values of both sides", reply("NOERROR", ["192.0.2.10", "192.0.2.20"])],
    ["the primary", reply("NOERROR", ["192.0.2.10"])],
    ["the secondary", reply("NOERROR", ["192.0.2.20"])],
  ])("are known for %s, as a judgement puts it", (_name, answer) => {
    const { reason } = judge(definition, answer, 0, 0, { authoritative: true });
    expect(reasonInKorean(reason)).toMatch(hangul);
    expect(reasonInKorean(reason)).not.toMatch(/\b(is|are|over|and|answered|neither|of)\b/);
  });

  it("are known for a health check, as its checkers put it", () => {
    const report = (status: "healthy" | "unhealthy", text: string) => ({ region: "us-east-1", address: "192.0.2.1", status, text });
    const said = (status: "healthy" | "unhealthy", ...reports: ReturnType<typeof report>[]) => {
      const checkers = checkersOf(status, reports);
      return checkers === undefined ? "" : reasonInKorean(reasonOf(checkers));
    };
    expect(said("unhealthy", report("unhealthy", "Failure: timed out"), report("healthy", "Success"))).toBe(
      "상태 확인 프로그램 2개 중 1개가 실패, 가장 많은 이유: Failure: timed out",
    );
    expect(said("healthy", report("healthy", "Success"))).toBe("상태 확인 프로그램 1개 중 1개가 성공으로 보고");
  });

  it("stay as they are where others said them", () => {
    expect(reasonInKorean("Failure: The health checker could not connect.")).toBe("Failure: The health checker could not connect.");
  });
});

/** The paths of texts that are the same in both, where they hold words at all. Functions are called with what stands for anything. */
function sharedWords(english: object, korean: object, path: string): string[] {
  return Object.entries(english).flatMap(([key, value]) => {
    const other = (korean as Record<string, unknown>)[key];
    const here = `${path}.${key}`;
    // Those that take an event are compared kind by kind.
    if (key === "headline" || key === "lead" || key === "advice" || key === "reason" || key === "moment") return [];
    if (typeof value === "object" && value !== null) return sharedWords(value, other as object, here);
    const [one, two] = [spoken(value), spoken(other)];
    return one === two && /[a-z]{2,}/i.test(one) ? [here] : [];
  });
}

function spoken(value: unknown): string {
  if (typeof value !== "function") return String(value);
  if (value.name === "held") return String(value({ kinds: [["failover", 2]], pairs: "1", open: "" }));
  return String(value.length === 1 ? value(/** an object of texts, or one text */ anything) : value("1", "2", "3", "4", "5"));
}

/** Reads as a text, and as an object whose every field is one. */
const anything: unknown = new Proxy({}, { get: (_target, key) => (key === Symbol.toPrimitive ? () => "1" : "1") });
