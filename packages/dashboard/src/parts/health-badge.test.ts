import { h } from "preact";
import { render } from "preact-render-to-string";
import { afterEach, describe, expect, it } from "vitest";
import { learn, speak } from "../words/words.ts";
import { HealthBadge, healthText, meanShare, shareText } from "./health-badge.tsx";

const failing = { status: "unhealthy", reason: "3 of 16 checkers fail, most with: Failure: timed out", check: "hc-eu" } as const;
const text = "Failure: timed out";

describe("a side's health in one line", () => {
  afterEach(() => speak("en"));

  it("tells in the viewer's language how many checkers say so, and quotes what those say", async () => {
    await learn("ko");
    const passing = { status: "healthy", reason: "16 of 16 checkers report success", checkers: { count: 16, of: 16 } } as const;
    const inBoth = () => [healthText("primary", { ...failing, checkers: { count: 3, of: 16, text } }), healthText("secondary", passing)];
    expect(inBoth()).toEqual([
      "Primary: unhealthy, 3 of 16 checkers fail, most with: Failure: timed out",
      "Secondary: healthy, 16 of 16 checkers report success",
    ]);
    speak("ko");
    expect(inBoth()).toEqual([
      "기본 레코드: 비정상, 상태 확인 프로그램 16개 중 3개가 실패, 가장 많은 이유: Failure: timed out",
      "보조 레코드: 정상, 상태 확인 프로그램 16개 중 16개가 성공으로 보고",
    ]);
  });

  it("says of which period a percentage is the average, which is older than the status", async () => {
    await learn("ko");
    const period = Date.now();
    const inBoth = () => shareText({ status: "unhealthy", percentage: 6.25, period })?.replace(/\d\d:\d\d:\d\d/, "…");
    expect(inBoth()).toBe("6 % of the checkers passed, CloudWatch’s average of the period from …");
    speak("ko");
    expect(inBoth()).toBe("상태 확인 프로그램의 6%가 정상으로 보고(…에 시작된 기간의 CloudWatch 평균)");
  });

  it.each([
    [
      "all of them, which leaves nothing to average",
      { status: "healthy", percentage: 100, period: 5 } as const,
      "100 % of the checkers pass",
    ],
    ["none of them", { status: "unhealthy", percentage: 0, period: 5 } as const, "0 % of the checkers pass"],
    ["nothing of a failing check that most pass on average", { status: "unhealthy", percentage: 80, period: 5 } as const, undefined],
    ["nothing of a passing check that few pass on average", { status: "healthy", percentage: 12, period: 5 } as const, undefined],
    ["nothing where nothing is known of them", { status: "healthy" } as const, undefined],
  ])("tells of the checkers %s", (_, health, expected) => {
    expect(shareText(health)).toBe(expected);
  });

  it.each([
    ["unhealthy", 18, 18],
    ["unhealthy", 18.1, undefined],
    ["healthy", 18, undefined],
    ["healthy", 18.1, 18.1],
    ["unknown", 50, undefined],
  ] as const)("has of %s at %d %% the share %s: above 18 %% Route 53 takes a check for healthy", (status, percentage, expected) => {
    expect(meanShare({ status, percentage })).toBe(expected);
  });

  it("shows in short no percentage that contradicts its mark", () => {
    const badge = (percentage: number) => render(h(HealthBadge, { side: "primary", health: { status: "unhealthy", percentage } }));
    expect(badge(80)).not.toContain("%");
    expect(badge(12)).toContain("12 %");
  });

  it("keeps the sentence of a record from before the facts were kept beside it", () => {
    expect(healthText("primary", failing)).toBe("Primary: unhealthy, 3 of 16 checkers fail, most with: Failure: timed out");
  });
});
