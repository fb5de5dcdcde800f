/** Escalation and maintenance in the configuration: the form of their fields, and the channels they name. What a rule recurs on is an adapter's to read. */
import * as z from "zod";
import { once, textField, wholeNumberField } from "./config-fields.ts";
import type { Problem } from "./config-problems.ts";
import { globField, knownChannels, unknownChannel } from "./config-routes.ts";
import { isTimeZone } from "./deliver/hours.ts";
import { NOTE_MAX } from "./request.ts";

const DAY_MINUTES = 24 * 60;
const MAX_STEPS = 5;
const MAX_WINDOWS = 50;

/** Who else is told of an incident that nobody acknowledged. */
export interface EscalationInput {
  /** After the incident's opening, 1 to 1,440. */
  afterMinutes: number;
  /** Ids of channels: `pagerduty:0`, `slack:boss`. */
  channels: string[];
}

/** A time that comes again, in which nobody is told of these pairs: it acts as a mute. */
export interface MaintenanceInput {
  /** A glob over pair ids: `*.example.com/A`. */
  pairs: string;
  /** When it comes again, as an iCalendar RRULE (RFC 5545): `FREQ=WEEKLY;BYDAY=SU`. At most hourly. */
  rrule: string;
  /** The first one, by the wall clock of the time zone: `2026-11-22T03:00`. A later one whose start the clock skips is left out. */
  start: string;
  /** An IANA name such as `Europe/Berlin`. */
  timeZone: string;
  /** How long each lasts, 1 to 1,440. */
  minutes: number;
  note?: string;
}

export const escalationField = z
  .array(
    z.strictObject({
      afterMinutes: wholeNumberField(1, DAY_MINUTES, "minutes"),
      channels: z.array(textField("a channel's id such as pagerduty:0", (id) => id !== "")).min(1, { error: "at least one channel" }),
    }),
  )
  .max(MAX_STEPS, { error: `at most ${MAX_STEPS} steps` });

export const maintenanceField = z
  .array(
    z.strictObject({
      pairs: globField,
      rrule: textField("an RRULE that comes at most hourly, such as FREQ=WEEKLY;BYDAY=SU", isRule),
      start: textField("a date and time without a zone, such as 2026-11-22T03:00", isLocalTime),
      timeZone: textField("a time zone such as Asia/Seoul, Europe/Berlin or UTC", isTimeZone),
      minutes: wholeNumberField(1, DAY_MINUTES, "minutes"),
      note: textField(`a note of 1 to ${NOTE_MAX} characters`, (note) => note !== "" && note.length <= NOTE_MAX).optional(),
    }),
  )
  .max(MAX_WINDOWS, { error: `at most ${MAX_WINDOWS} windows` });

const ruleParts = /^(?:FREQ|UNTIL|COUNT|INTERVAL|BYHOUR|BYMINUTE|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST)=[A-Z0-9,+-]+$/;

function isRule(text: string): boolean {
  const parts = text.toUpperCase().split(";");
  const isOften = !parts.some((part) => /^FREQ=(?:HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(part));
  return text.length <= 200 && !isOften && parts.every((part) => ruleParts.test(part));
}

function isLocalTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return false;
  const moment = Date.parse(`${text}Z`);
  // 30 February is taken for 2 March, and is none.
  return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text);
}

/** Channels that the escalation names and nobody configured. */
export function checkEscalation(input: unknown, channels: unknown): Problem[] {
  const steps = z.looseObject({ escalation: z.array(z.unknown()) }).safeParse(input, once);
  const known = knownChannels(channels);
  return (steps.data?.escalation ?? []).flatMap((step, index) => {
    const named = z.looseObject({ channels: z.array(z.unknown()) }).safeParse(step, once).data?.channels ?? [];
    return named.flatMap((id, place) => unknownChannel(id, known, ["escalation", index, "channels", place], input));
  });
}
