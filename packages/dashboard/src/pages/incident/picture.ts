/** What the picture of an incident shows, from top to bottom: for a post-mortem's page, where nobody can click. How it is painted is `paint.ts`'s. */
import type { IncidentReply } from "@flipwatch/functions/api/incident";
import { durationText } from "../../parts/duration.tsx";
import { utcOf } from "../../parts/moment.ts";
import { momentTitle } from "../../parts/time.tsx";
import { endText, openingText } from "../../timeline/incident-text.tsx";
import { type PhaseList, phaseList, utcClock } from "../../timeline/phase-list.ts";
import { say } from "../../words/words.ts";

export type Block =
  | { kind: "title" | "heading" | "text" | "soft"; text: string }
  /** What the line through the bars means. */
  | { kind: "expected"; text: string }
  /** `at` stands before the text. */
  | { kind: "row"; at: string; text: string }
  | { kind: "bars"; list: PhaseList };

/** Legs, events and notes that are shown, so that it stays a picture. */
const MOST_LEGS = 6;
const MOST_EVENTS = 40;
const MOST_NOTES = 10;

/** `address`: of the page that it was taken from. */
export function pictureOf(reply: IncidentReply, address: string): Block[] {
  const { pair, incident, expected, said, notes } = reply;
  const { openedAt, closedAt } = incident;
  // Votes and views are in the phases already.
  const own = reply.events.filter((event) => event.incident?.id === incident.id && event.severity !== "record");
  const legs = incident.legs.slice(0, MOST_LEGS);
  const events = own.slice(0, MOST_EVENTS);
  const leftOut = own.length - events.length;
  const legBlocks = legs.flatMap((leg): Block[] => {
    const list = phaseList(leg, expected, utcClock);
    const title = leg.to === "primary" ? say("phase.back") : say("phase.away", { role: say(`role.${leg.to}`) });
    const heading: Block = { kind: "heading", text: `${title} (${say("timeline.utc")})` };
    return [heading, { kind: "bars", list }, ...(list.origin === undefined ? [] : [{ kind: "soft" as const, text: list.origin }])];
  });
  return [
    { kind: "title", text: `${openingText(incident)}: ${pair.id}` },
    { kind: "text", text: closedAt === undefined ? momentTitle(openedAt) : endText(incident) },
    { kind: "soft", text: `${say("incident.opened")}: ${momentTitle(openedAt)}` },
    ...(closedAt === undefined ? [] : [{ kind: "soft" as const, text: `${say("incident.ended")}: ${momentTitle(closedAt)}` }]),
    ...legBlocks,
    ...(legs.length === 0 ? [] : [{ kind: "expected" as const, text: say("incident.expected", { span: durationText(expected.ms) }) }]),
    { kind: "heading", text: `${say("incident.course")} (${say("timeline.utc")})` },
    ...events.map(({ id, at }): Block => ({ kind: "row", at: utcOf(at), text: said[id]?.headline ?? id })),
    ...(leftOut > 0 ? [{ kind: "soft" as const, text: say("incident.eventsLeftOut", { count: leftOut }) }] : []),
    ...(notes.length === 0 ? [] : [{ kind: "heading" as const, text: `${say("incident.notes")} (${say("timeline.utc")})` }]),
    ...notes.slice(0, MOST_NOTES).map(({ at, by, text }): Block => ({ kind: "row", at: utcOf(at), text: `${by}: ${text}` })),
    { kind: "soft", text: address },
  ];
}
