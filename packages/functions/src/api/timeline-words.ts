/** Puts what a timeline tells of events into the reader's language. What the record says is English, and stays where the event was not heard. */
import type { EventKind, FlipwatchEvent, Language } from "@flipwatch/core";
import { sentencesOf } from "./events.ts";

/** Kept on the way: far more than a window has transitions and notes. */
const MOST_HEARD = 5_000;
/** Lanes tell of these by themselves, and they are most of a log. */
const wordless: readonly EventKind[] = ["vote-changed", "view-changed", "health-changed"];

interface Told {
  event?: string;
  message?: string;
}

export interface TimelineWords {
  hear(events: readonly FlipwatchEvent[]): void;
  /** The same with its messages in the language. */
  told<T extends Told>(all: readonly T[]): T[];
}

export function timelineWords(language: Language): TimelineWords {
  const heard = new Map<string, FlipwatchEvent>();
  return {
    hear(events) {
      const worded = events.filter(({ kind }) => !wordless.includes(kind));
      for (const event of worded.slice(0, MOST_HEARD - heard.size)) heard.set(event.id, event);
    },
    told(all) {
      const said = sentencesOf(
        all.flatMap(({ event = "" }) => heard.get(event) ?? []),
        language,
      );
      return all.map((one) => {
        const lead = one.message === undefined ? undefined : said[one.event ?? ""]?.lead;
        return lead === undefined ? one : { ...one, message: lead };
      });
    },
  };
}
