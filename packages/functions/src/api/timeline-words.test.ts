import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { describe, expect, it } from "vitest";
import { timelineWords } from "./timeline-words.ts";

const event = failoverEvent();
const segment = { event: event.id, message: event.message, from: 1 };

describe("what a timeline tells of events", () => {
  it("is told in the language asked for, with all else as it was", () => {
    const words = timelineWords("ko");
    words.hear([event]);
    const [told] = words.told([segment]);
    expect(told).toMatchObject({ event: event.id, from: 1 });
    expect(told?.message).toContain("보조 레코드");
  });

  it("stays English for English, where the event was not heard, and where many were folded into one", () => {
    const english = timelineWords("en");
    english.hear([event]);
    expect(english.told([segment])).toEqual([segment]);
    expect(timelineWords("ko").told([segment])).toEqual([segment]);
    const korean = timelineWords("ko");
    korean.hear([event]);
    expect(korean.told([{ from: 1 }, { event: event.id }])).toEqual([{ from: 1 }, { event: event.id }]);
  });
});
