import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventKinds, type FlipwatchEvent } from "../event.ts";
import { sampleEvent } from "../timeline/sample.ts";
import { alertText } from "./alert-text.ts";
import { sampleGroups } from "./samples.ts";

const at = Date.UTC(2026, 10, 22, 3, 4, 5);
const vote = (verdict: "primary" | "secondary" | "failed", fresh = true, reason = "") => ({
  verdict,
  reason,
  values: verdict === "failed" ? [] : [verdict === "secondary" ? "192.0.2.20" : "192.0.2.10"],
  at: at - 90_000,
  since: { by: at },
  revision: 1,
  fresh,
});
const five = { "us-east-2": vote("secondary"), "eu-west-1": vote("secondary"), "sa-east-1": vote("secondary") };
const failover = sampleEvent(
  42,
  "failover",
  { after: at - 10_000, by: at },
  {
    severity: "critical",
    from: "primary",
    to: "secondary",
    lastServed: "primary",
    message: "failover.example.com/A failed over to its secondary (192.0.2.20).",
    evidence: { ...five, "eu-central-1": vote("primary"), "ap-northeast-1": vote("primary", false) },
    dissent: ["eu-central-1"],
    health: {
      primary: {
        status: "unhealthy",
        check: "c",
        since: at - 65_000,
        percentage: 6.25,
        reason: "15 of 16 checkers fail, most with: Failure: Connection timed out",
      },
      secondary: { status: "none" },
    },
    incident: { id: "i", openedAt: at, opening: "failover" },
    phases: { unhealthy: { by: at - 5_000 }, firstRegion: { by: at }, majority: { by: at + 3_000 } },
    detail: {
      regions: 5,
      cachedUntil: at + 60_000,
      cachedTtlSeconds: 60,
      resolvers: { old: 3, of: 4 },
      lastIncident: { openedAt: at - 86_400_000, closedAt: at - 86_020_000, durationMs: 380_000, errorMs: 7_000 },
    },
  },
);
const dashboardUrl = "https://flipwatch.example.com/";

describe("the words for an event", () => {
  it("tell somebody woken up what happened, who sees it, why, what clients have, what came before, and where to look", () => {
    expect(alertText(failover, { dashboardUrl })).toMatchObject({
      subject: "[CRITICAL] failover.example.com/A: failed over to the secondary",
      title: "failover.example.com/A: failed over to the secondary",
      short: "failover.example.com/A: failed over to the secondary, 2026-11-22 03:04:05 UTC, seen by 3 of 5 regions, primary unhealthy",
      link: { label: "Timeline", url: `https://flipwatch.example.com/pairs/failover.example.com%2FA?at=${at}` },
      text: [
        "failover.example.com/A failed over to its secondary (192.0.2.20).",
        "",
        "Since: 2026-11-22 03:04:05 UTC or up to 10 s earlier",
        "Regions: 3 of 5 see the secondary (192.0.2.20): us-east-2, eu-west-1, sa-east-1",
        "Dissent: eu-central-1 sees the primary",
        "Not heard from: ap-northeast-1 since 2026-11-22 03:02:35 UTC",
        "Primary: unhealthy since 2026-11-22 03:03:00 UTC (health check c), 6% of its checkers report healthy, last reason: 15 of 16 checkers fail, most with: Failure: Connection timed out",
        "Safety net: the secondary has no health check: it is served whether it works or not",
        "Clients: may get the cached answer of the primary until 2026-11-22 03:05:05 UTC (TTL 1 min)",
        "Resolvers: 3 of 4 asked still gave the old answer",
        "Previous incident: 2026-11-21 03:04:05 UTC to 2026-11-21 03:10:25 UTC, lasted 6 min 20 s ± 7 s",
        "Incident: open since 2026-11-22 03:04:05 UTC",
        "Leaving the primary: health check unhealthy 2026-11-22 03:04:00 UTC, first region +5 s, majority +8 s",
        `Timeline: https://flipwatch.example.com/pairs/failover.example.com%2FA?at=${at}`,
      ].join("\n"),
    });
  });

  it("tell the same in Korean, of the facts and not of the English sentence", () => {
    const words = alertText(failover, { dashboardUrl, language: "ko" });
    expect(words).toMatchObject({
      subject: "[긴급] failover.example.com/A: 보조 레코드로 장애 조치됨",
      short: "failover.example.com/A: 보조 레코드로 장애 조치됨, 11-22 03:04 UTC, 리전 3/5",
      text: [
        "failover.example.com/A: 2026-11-22 03:04:05 UTC에 보조 레코드(192.0.2.20)로 장애 조치되었습니다(5개 리전 중 3개에서 확인). 기본 레코드의 상태 확인은 2026-11-22 03:03:00 UTC부터 비정상입니다(상태 확인 프로그램 16개 중 15개가 실패, 가장 많은 이유: Failure: Connection timed out).",
        "",
        "시작 시각: 2026-11-22 03:04:05 UTC(최대 10초 더 이를 수 있음)",
        "리전: 5개 중 3개에서 보조 레코드(192.0.2.20) 확인: us-east-2, eu-west-1, sa-east-1",
        "응답이 다른 리전: eu-central-1에서 기본 레코드 확인",
        "투표 없는 리전: ap-northeast-1(2026-11-22 03:02:35 UTC 이후)",
        "기본 레코드: 2026-11-22 03:03:00 UTC부터 비정상(상태 확인 c), 상태 확인 프로그램의 6%가 정상으로 보고, 마지막 이유: 상태 확인 프로그램 16개 중 15개가 실패, 가장 많은 이유: Failure: Connection timed out",
        "안전망: 보조 레코드에 상태 확인이 없어 실제 작동 여부와 관계없이 응답에 사용됩니다",
        "클라이언트: 2026-11-22 03:05:05 UTC까지 캐시된 기본 레코드 응답을 받을 수 있습니다(TTL 1분)",
        "DNS 해석기: 쿼리한 4개 중 3개가 아직 이전 응답을 반환했습니다",
        "이전 인시던트: 2026-11-21 03:04:05 UTC ~ 2026-11-21 03:10:25 UTC, 지속 시간 6분 20초 ± 7초",
        "인시던트: 2026-11-22 03:04:05 UTC부터 진행 중",
        "전환 단계: 상태 확인 비정상 2026-11-22 03:04:00 UTC, 첫 리전 +5초, 과반수 +8초",
        `타임라인: https://flipwatch.example.com/pairs/failover.example.com%2FA?at=${at}`,
      ].join("\n"),
    });
  });

  it.each<[string, Partial<FlipwatchEvent>, string]>([
    [
      "say how long it lasted once recovered",
      { kind: "recovered", severity: "info", incident: ended() },
      "[info] failover.example.com/A: recovered after 6 min 20 s ± 7 s",
    ],
    [
      "name a silent region",
      { pair: "FLEET", kind: "region-silent", severity: "warning", region: "eu-central-1" },
      "[warning] Flipwatch: no votes from region eu-central-1",
    ],
    ["name a health check", { pair: "CHECK:abc", kind: "health-changed", severity: "record" }, "health check abc: health changed"],
    [
      "say at once that a pair was found on its secondary",
      { kind: "first-seen", severity: "warning" },
      "[warning] failover.example.com/A: now watched, on its secondary",
    ],
    [
      "say how long nobody has taken care of it",
      { kind: "reminder", severity: "warning", at: at + 7_200_000 },
      "[warning] failover.example.com/A: failed over to the secondary, not back to normal after 2 h",
    ],
    [
      "say what nobody takes care of, to whom it was escalated",
      { kind: "unacknowledged", at: at + 900_000 },
      "[CRITICAL] failover.example.com/A: failed over to the secondary, not acknowledged for 15 min",
    ],
    [
      "do not call it a flip where it was so when watching began",
      { from: undefined },
      "[CRITICAL] failover.example.com/A: already on the secondary when first seen",
    ],
    [
      "do not call a secondary healthy that nothing checks any more",
      { kind: "secondary-healthy", severity: "info" },
      "[info] failover.example.com/A: secondary no longer has a health check",
    ],
    [
      "name the pair of a finding",
      { pair: "FLEET", kind: "finding-opened", severity: "warning", detail: { rule: "missing-secondary", pair: "www.example.com/A" } },
      "[warning] www.example.com/A: audit finding: missing-secondary",
    ],
  ])("%s", (_name, rest, subject) => {
    expect(alertText({ ...failover, ...rest }).subject).toBe(subject);
  });

  it("say when a closed incident began and ended, and in which steps the answer came back", () => {
    const phases = { unhealthy: { by: at + 375_000 }, lastRegion: { by: at + 383_000 }, majority: { by: at + 380_000 } };
    const detail = { away: { majority: { by: at + 3_000 }, firstRegion: { by: at } } };
    const { text } = alertText({ ...failover, kind: "recovered", to: undefined, incident: ended(), phases, detail });
    expect(text).toContain("Leaving the primary: first region 2026-11-22 03:04:05 UTC, majority +3 s");
    expect(text).toContain("Incident: 2026-11-22 03:04:05 UTC to 2026-11-22 03:10:25 UTC, lasted 6 min 20 s ± 7 s");
    expect(text).toContain("Back on the primary: health check healthy 2026-11-22 03:10:20 UTC, majority +5 s, last region +8 s");
  });

  it("show every opinion where there is no majority, and what servers say where there is no answer", () => {
    const evidence = { a: vote("primary"), b: vote("secondary"), c: vote("failed", true, "198.51.100.1:53 answered SERVFAIL") };
    const split: FlipwatchEvent = { ...failover, kind: "split", to: "split", evidence, dissent: undefined, detail: { regions: 3 } };
    expect(alertText(split).text).toContain(
      "Regions: 1 of 3 sees the primary (192.0.2.10): a; 1 of 3 sees the secondary (192.0.2.20): b; 1 of 3",
    );
    const dark: FlipwatchEvent = { ...split, kind: "dark", to: "dark", evidence: { b: evidence.c, c: evidence.c } };
    expect(alertText(dark).text).toContain("What they saw: 198.51.100.1:53 answered SERVFAIL");
    expect(alertText(dark, { language: "ko" }).text).toContain("198.51.100.1:53 서버가 SERVFAIL 코드로 응답");
  });

  it("say in an SMS how many regions see an answer, and of nothing else", () => {
    expect(alertText(failover).short).toContain("seen by 3 of 5 regions");
    expect(alertText({ ...failover, kind: "secondary-unhealthy" }).short).not.toContain("regions");
    expect(alertText({ ...failover, kind: "secondary-unhealthy" }, { language: "ko" }).short).not.toContain("리전");
  });

  it("do not take a reading from before a return for one that contradicts it", () => {
    const stale = { status: "unhealthy" as const, check: "c", since: at - 65_000, period: at - 60_000 };
    const health = { primary: stale, secondary: { status: "none" as const } };
    const back: FlipwatchEvent = { ...failover, kind: "answer-back", from: "secondary", to: "primary", health };
    const line = "last read as unhealthy at 2026-11-22 03:03:05 UTC, before the answer changed (health check c)";
    expect(alertText(back).text).toContain(`Primary: ${line}`);
    expect(alertText({ ...back, kind: "unverified", to: undefined }).text).toContain(`Primary: ${line}`);
    expect(alertText({ ...back, kind: "unverified", to: undefined }).short).not.toContain("primary unhealthy");
    expect(alertText({ ...back, kind: "last-resort", to: undefined }).text).toContain("Primary: unhealthy since 2026-11-22 03:03:00 UTC");
  });

  it("say of what a mute held back that it was at least so much, where it was not all counted", () => {
    const held = { counts: { failover: 2 }, pairs: ["a.example.com/A"], pairCount: 1, open: [], more: true };
    const unmuted = sampleEvent(1, "unmuted", { by: at }, { pair: "FLEET", detail: { pairs: "*", from: at - 3_600_000, until: at, held } });
    expect(alertText(unmuted).text).toContain("Held back: at least 2 × failed over to the secondary (a.example.com/A)");
    expect(alertText(unmuted, { language: "ko" }).text).toContain("보류된 알림: 최소 보조 레코드로 장애 조치됨 2건(a.example.com/A)");
    expect(alertText(unmuted, { language: "ko" }).lead).toContain("(1시간 동안 알림 꺼짐)");
  });

  it("say of a drill everywhere that it is one, and of a possible repeat that it may be", () => {
    const english = alertText({ ...failover, drill: "november" }, { possibleRepeat: true });
    const korean = alertText({ ...failover, drill: "november" }, { possibleRepeat: true, language: "ko" });
    for (const line of [english.subject, english.title, english.lead, english.text, english.short]) {
      expect(line).toMatch(/^\[DRILL\] Possible repeat: /);
    }
    for (const line of [korean.subject, korean.title, korean.lead, korean.text, korean.short]) {
      expect(line).toMatch(/^\[훈련\] 중복일 수 있음: /);
    }
    expect(english.facts[0]).toEqual({ label: "Drill", value: "november" });
  });

  it("gather a digest by kind, the gravest first", () => {
    const listed = (kind: string, severity: string, pair: string) => ({ id: `${pair}#1`, kind, severity, pair, at, message: "English" });
    const events = [
      listed("recovered", "info", "a.example.com/A"),
      ...[1, 2, 3, 4, 5, 6, 7].map((each) => listed("failover", "critical", `n${each}.example.com/A`)),
    ];
    const digest = sampleEvent(1, "digest", { by: at }, { pair: "FLEET", detail: { why: "rate", events, count: 8 } });
    const { facts, subject } = alertText(digest);
    expect(subject).toBe("[info] Flipwatch: 8 alerts in one message");
    const one = sampleEvent(1, "digest", { by: at }, { pair: "FLEET", detail: { why: "flapping", events: events.slice(0, 1), count: 1 } });
    expect(alertText(one).subject).toBe("[info] Flipwatch: 1 alert in one message (flapping)");
    expect(facts.map(({ label }) => label)).toEqual(["failed over to the secondary", "recovered"]);
    expect(facts[0]?.value).toMatch(/^7 \(n1\.example\.com\/A 2026-11-22 03:04:05 UTC, n2.* and 2 more\)$/);
    expect(alertText(digest, { language: "ko" }).text).not.toContain("English");
  });

  const CHECK = "0f1e2d3c-0000-4000-8000-000000000010";
  it.each<[keyof ReturnType<typeof sampleGroups>, string, string]>([
    ["check", `6 names of health check ${CHECK}: failed over to the secondary`, `이름 6개(상태 확인 ${CHECK}): 보조 레코드로 장애 조치됨`],
    ["over", `4 of 6 names of health check ${CHECK}: recovered`, `이름 6개 중 4개(상태 확인 ${CHECK}): 복구됨`],
    ["regions", "Flipwatch: regions us-east-2 and eu-central-1 are silent", "Flipwatch: us-east-2, eu-central-1 리전 투표 없음"],
  ])("say of a group how many did what, or who they are: %s", (which, english, korean) => {
    const event = sampleGroups()[which];
    const [en, ko] = [alertText(event), alertText(event, { language: "ko" })];
    expect([en.title, ko.title]).toEqual([english, korean]);
    expect(ko.lead).toMatch(/\p{Script=Hangul}/u);
    expect(ko.text).not.toContain("health check");
    // As an SMS, the count is in it whatever is cut.
    if (which !== "regions") expect(ko.short).toMatch(/^이름 6개/);
    expect(en.short.startsWith(english.slice(0, 8))).toBe(true);
  });

  it("say of a group whose names did different things what is gravest first, and how many of them", () => {
    const event = sampleGroups().check;
    const { events } = event.detail as { events: object[] };
    const [first, ...rest] = events;
    const mixed = { ...event, detail: { ...event.detail, events: [...rest, { ...first, kind: "dark" }] } };
    expect(alertText(mixed).title).toBe(`6 names of health check ${CHECK}: failed over to the secondary (5), no usable answer (1)`);
  });

  it.each(eventKinds)("exist for %s, in both languages", (kind) => {
    const english = alertText(sampleEvent(1, kind, { by: at }));
    const korean = alertText(sampleEvent(1, kind, { by: at }), { language: "ko" });
    expect(english.subject).toMatch(/^(\[DRILL\] )?\[info\] failover\.example\.com\/A: \S.+$/);
    expect(korean.subject).toMatch(/^(\[훈련\] )?\[정보\] failover\.example\.com\/A: .*\p{Script=Hangul}.*$/u);
    expect(english.short).toContain("03:04:05 UTC");
    expect(korean.short).toContain("11-22 03:04 UTC");
    expect(korean.text).not.toContain(`${kind} happened`);
  });

  it("keep both ends of a name that is too long", () => {
    const pair = `${"very-".repeat(40)}long.example.com/AAAA`;
    const { subject } = alertText({ ...failover, pair });
    expect(subject).toMatch(/^\[CRITICAL\] very-.*\.\.\..*example\.com\/AAAA: failed over to the secondary$/);
    expect(subject.length).toBeGreaterThan(90);
  });

  it("keep the limits and stay on one line whatever a name, a region or a reason contains", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "-", " ", "\n", "\u2028", "\u0000", "é", "|", "\u{1f30a}"), maxLength: 300 });
    const language = fc.constantFrom("en" as const, "ko" as const);
    fc.assert(
      fc.property(fc.constantFrom(...eventKinds), text, text, text, language, (kind, pair, region, message, spoken) => {
        const detail = { ...failover.detail, by: region, note: message, channel: region, step: pair, error: message };
        const words = alertText({ ...failover, kind, pair, region, message, detail }, { language: spoken });
        expect(words.subject.length).toBeLessThan(100);
        expect(words.title.length).toBeLessThanOrEqual(150);
        expect(smsUnits(words.short)).toBeLessThanOrEqual(1);
        const facts = words.facts.flatMap(({ label, value }) => [label, value]);
        for (const line of [words.subject, words.short, words.title, ...words.text.split("\n"), ...facts]) {
          expect(line).not.toMatch(/\p{Cc}|\u2028|\u2029/u);
        }
        // Half a character would be refused here.
        expect(() => encodeURIComponent(words.subject + words.short + words.title)).not.toThrow();
      }),
    );
  });
});

/** How many SMS it takes: printable ASCII is in the GSM alphabet but for the grave accent, some of it counted twice. */
function smsUnits(text: string): number {
  if (!/^[ -_a-~é]*$/.test(text)) return text.length / 70;
  return (text.length + (text.match(/[\^{}\\[~\]|]/g) ?? []).length) / 160;
}

function ended(): NonNullable<FlipwatchEvent["incident"]> {
  return { id: "i", openedAt: at, opening: "failover", closedAt: at + 380_000, durationMs: 380_000, errorMs: 7_000 };
}
