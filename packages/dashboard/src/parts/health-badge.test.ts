import { afterEach, describe, expect, it } from "vitest";
import { learn, speak } from "../words/words.ts";
import { healthText } from "./health-badge.tsx";

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

  it("keeps the sentence of a record from before the facts were kept beside it", () => {
    expect(healthText("primary", failing)).toBe("Primary: unhealthy, 3 of 16 checkers fail, most with: Failure: timed out");
  });
});
