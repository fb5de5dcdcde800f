/** The headline, the counts and a row, as they are drawn. */
import { render } from "preact-render-to-string";
import { afterEach, describe, expect, it } from "vitest";
import { learn, speak } from "../../words/words.ts";
import { everything } from "./filter.ts";
import { PairRow } from "./pair-row.tsx";
import { sampleAt, samplePair, votes } from "./sample.ts";
import { CountsBar, countsOf, gravest, Headline, headlineOf } from "./summary.tsx";
import type { WatchedPair } from "./watched-pair.ts";

const away = samplePair("away", {
  role: "secondary",
  decided: "secondary",
  regions: votes("secondary", "secondary", "primary"),
  lastTransition: sampleAt,
});
const hidden = samplePair("hidden", { role: "unobserved", regions: {} });
const textIn = (html: string) =>
  html
    .replaceAll(/<title>[^<]*<\/title>/g, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

afterEach(() => speak("en"));

describe("the headline", () => {
  it.each<[string, WatchedPair[], string, string]>([
    ["All 2 pairs are on their primary", [samplePair("a"), samplePair("b")], "페어 2개 모두 기본 레코드로 응답 중", "primary"],
    ["1 pair, on its primary", [samplePair("a")], "페어 1개 모두 기본 레코드로 응답 중", "primary"],
    [
      "1 pair, on its primary; 1 can’t be observed",
      [samplePair("a"), hidden],
      "페어 1개 모두 기본 레코드로 응답 중; 1개는 관측 불가",
      "primary",
    ],
    ["1 can’t be observed", [hidden], "1개는 관측 불가", "unobserved"],
    ["away.example.com is on its secondary", [samplePair("a"), away, hidden], "away.example.com: 보조 레코드로 응답 중", "secondary"],
    ["2 of 2 pairs need attention", [samplePair("a", { role: "dark" }), away], "페어 2개 중 2개 확인 필요", "dark"],
    [
      "a.example.com is on its primary, but not all is well",
      [samplePair("a", { flapping: true })],
      "a.example.com: 기본 레코드로 응답 중이나 확인 필요",
      "primary",
    ],
  ])("says: %s", async (english, pairs, korean, role) => {
    const counts = countsOf(pairs);
    expect(headlineOf(counts)).toBe(english);
    expect(gravest(counts)).toBe(role);
    await learn("ko");
    speak("ko");
    expect(headlineOf(counts)).toBe(korean);
  });

  it("is told as what was last heard, without a calm mark, once that could not be confirmed", () => {
    const html = render(<Headline counts={countsOf([samplePair("a"), samplePair("b")])} stale={true} />);
    expect(textIn(html)).toBe("As last heard: All 2 pairs are on their primary");
    expect(html).toContain("--role-unknown");
    expect(html).not.toContain("--role-primary");
  });

  it("is of the pair that changed last", () => {
    expect(countsOf([samplePair("a", { lastTransition: sampleAt - 1 }), away, samplePair("b")]).latest).toBe(away);
  });
});

describe("the counts", () => {
  it("are pressed where they filter, and say what is muted and drilled", () => {
    const counts = countsOf([
      away,
      samplePair("a", { muted: { pairs: "a*", from: 0, until: sampleAt, by: "ops", via: "cli" }, drill: "november" }),
    ]);
    const html = render(<CountsBar counts={counts} filter={{ ...everything, roles: ["secondary"] }} onFilter={() => {}} />);
    expect(html).toMatch(/aria-pressed="true"[^>]*>.*?<b>1<\/b> secondary/);
    expect(html.match(/aria-pressed="true"/g)).toHaveLength(1);
    expect(textIn(html)).toContain("1 muted 1 drill running");
    expect(textIn(html)).not.toContain("unobserved");
  });
});

describe("a row", () => {
  const row = (pair: WatchedPair) =>
    render(
      <table>
        <tbody>
          <PairRow
            pair={pair}
            regions={["eu-1", "eu-2", "eu-3"]}
            strips={undefined}
            window={{ from: sampleAt - 86_400_000, to: sampleAt }}
            index={6}
          />
        </tbody>
      </table>,
    );

  it("says in words what its marks say", () => {
    const html = row(away);
    expect(html).toContain('aria-rowindex="8"');
    expect(html).toContain('href="/pairs/away.example.com%2FA"');
    expect(html).toContain('aria-label="2 of 3 regions agree; eu-3 sees the primary"');
    expect(html).toContain('aria-label="Primary: healthy"');
  });

  it("tells what is not as always: who takes care, mutes, drills, flapping, and an incident that outlasts the return", () => {
    const incident = { id: "i", openedAt: sampleAt, decidedAt: sampleAt, opening: "failover" as const };
    const muted = { pairs: "*", from: 0, until: sampleAt, by: "slack:ops", via: "slack:ops" };
    expect(textIn(row(samplePair("a", { flapping: true, drill: "november", muted })))).toMatch(/drill flapping muted until/);
    expect(textIn(row(samplePair("a", { incident })))).toContain("incident open");
    expect(textIn(row(samplePair("a", { incident: { ...incident, lastResort: true } })))).toContain("last resort");
    expect(textIn(row(samplePair("a", { role: "secondary", incident })))).not.toContain("incident");
    expect(
      textIn(row(samplePair("a", { role: "secondary", incident: { ...incident, acknowledged: { by: "ops", at: sampleAt } } }))),
    ).toContain("taken by ops");
  });

  it("shows what was decided last beside unknown", () => {
    expect(row(samplePair("a", { role: "unknown", fresh: false }))).toContain('aria-label="before: primary"');
  });
});
