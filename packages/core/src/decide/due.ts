/** Decides when time alone changes something: the moments that a replay must stop at, and the one for which a Head asks to be woken. */
import type { Head } from "../head.ts";
import type { Ms } from "../time.ts";
import { attentionFrom } from "./attention.ts";
import { differingFrom } from "./clients.ts";
import { calmFrom } from "./damping.ts";
import { disagreesFrom } from "./health.ts";
import { servedUnhealthyFrom } from "./incident.ts";
import { type Context, metricPeriodMs } from "./input.ts";
import { freshUntil, graceEnd } from "./quorum.ts";
import { holdEnd } from "./role.ts";

/** The next moment after `head.at` at which a tick may change something, votes running out included. */
export function nextMoment(head: Head, context: Context): Ms | undefined {
  const expiries = context.policy.regions.flatMap((region) => {
    const vote = head.votes[region];
    return vote === undefined ? [] : [freshUntil(vote, head, context)];
  });
  return earliestAfter(head.at, [...timers(head, context), ...expiries]);
}

/**
 * What goes into `head.dueAt`. Votes running out are left out: every vote runs out in a while unless its region votes again, so a Head
 * would be due all the time. Tally sees a region fall silent for all its pairs at once.
 * Reminders are here and not among the moments of a replay: only the present reminds.
 */
export function dueAt(head: Head, context: Context): Ms | undefined {
  const attention = context.retired ? [] : attentionFrom(head, context.policy);
  return earliestAfter(head.at, [...timers(head, context), ...attention]);
}

function timers(head: Head, context: Context): (Ms | undefined)[] {
  if (context.retired) return [];
  const { definition, policy } = context;
  const older = Object.values(head.votes).some((vote) => vote.revision < head.revision);
  return [
    definition.revision > head.revision ? definition.revisedAt : undefined,
    older ? graceEnd(head, policy) : undefined,
    head.undecidedSince === undefined ? undefined : holdEnd(head, head.at, context),
    head.stray === undefined ? undefined : head.stray.since + policy.holdMs,
    ...verification(head, context),
    onNewReading(head, servedUnhealthyFrom({ head, context }), context),
    head.told.healthDisagrees === true ? undefined : onNewReading(head, disagreesFrom(head, policy.healthLagMs), context),
    ...(head.told.clientsDiverge === true ? [] : differingFrom(head, head.at, context)),
    calmFrom(head, policy),
  ];
}

/** After a return: each period may bring the reading that decides, until it is told as unverified. */
function verification(head: Head, context: Context): Ms[] {
  const back = head.incident?.back;
  if (back === undefined || head.incident?.lastResort === true || head.role !== "primary") return [];
  return [back.by + context.policy.unverifiedMs, nextPeriod(back.by, head.at, context)];
}

/** A reading must be newer than the role: where it is due but older, the next period may bring one. */
function onNewReading(head: Head, from: Ms | undefined, context: Context): Ms | undefined {
  if (from === undefined || from > head.at) return from;
  return nextPeriod(head.since.by, head.at, context);
}

/** The first of the moments `from` + whole metric periods that lies after `now`. */
function nextPeriod(from: Ms, now: Ms, context: Context): Ms {
  const period = metricPeriodMs(context.policy);
  return from + (Math.floor(Math.max(0, now - from) / period) + 1) * period;
}

function earliestAfter(now: Ms, moments: readonly (Ms | undefined)[]): Ms | undefined {
  const later = moments.filter((moment) => moment !== undefined && moment > now) as Ms[];
  return later.length === 0 ? undefined : Math.min(...later);
}
