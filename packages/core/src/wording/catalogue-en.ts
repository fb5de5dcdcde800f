/** Alerts in English. The lead is the event's own sentence, written when it was decided. */
import { counted, joinedByAnd } from "../phrases.ts";
import type { Catalogue } from "./catalogue.ts";
import { englishUnits, roundedIn } from "./duration.ts";
import { headlinesOf } from "./headlines.ts";
import { lastingIn } from "./lasting.ts";
import { bare, digestOf, findingOf, groupedIn, isFirstSight, isMaintenance, openForMs, type Told } from "./told.ts";

/** `after 2 h`, where it is known. */
const timed = (word: string, ms: number | undefined) => (ms === undefined ? "" : ` ${word} ${roundedIn(englishUnits, ms)}`);

const digestWhys: Partial<Record<string, string>> = {
  check: " (same health check)",
  name: " (same name)",
  flapping: " (flapping)",
};

const regionName = (region: string | undefined) => (region === undefined ? "a region" : `region ${region}`);

const stepName = (step: string | undefined) => (step === undefined ? "a step" : `the ${step} step`);

export const english: Catalogue = {
  units: englishUnits,
  severity: { critical: "CRITICAL", warning: "warning", info: "info", record: "" },
  drill: "DRILL",
  possibleRepeat: "Possible repeat",
  check: (id) => `health check ${id}`,
  more: (count) => `and ${count} more`,

  names: ({ check, count, of }) => `${count < of ? `${count} of ${counted(of, "name")}` : counted(count, "name")} of health check ${check}`,

  headline: {
    "first-seen": ({ event }) => (event.to === "secondary" ? "now watched, on its secondary" : "now watched"),
    failover: (told) => (isFirstSight(told) ? "already on the secondary when first seen" : "failed over to the secondary"),
    "answer-back": () => "answer back on the primary",
    stray: () => "answered with values of neither side",
    dark: () => "no usable answer",
    split: () => "regions disagree",
    unknown: () => "we can't tell what is served",
    unobserved: ({ event }) => (event.detail?.retired === true ? "no longer watched" : "can't be observed (private zone)"),
    resumed: () => "seen again, unchanged",
    recovered: ({ event: { incident } }) =>
      incident?.durationMs === undefined ? "recovered" : `recovered after ${lastingIn(english, incident)}`,
    "last-resort": () => "primary served as a last resort, still unhealthy",
    unverified: () => "incident ended unverified",
    "both-unhealthy": () => "both sides unhealthy",
    "primary-unhealthy-served": () => "unhealthy primary still served",
    "secondary-unhealthy": () => "safety net gone, secondary unhealthy",
    "secondary-healthy": ({ event }) =>
      event.health?.secondary.status === "none" ? "secondary no longer has a health check" : "safety net back, secondary healthy",
    "health-disagrees": () => "health and answer disagree",
    "health-agrees": () => "health and answer agree again",
    "clients-diverge": () => "clients get a different answer",
    "clients-agree": () => "clients get the same answer again",
    flapping: () => "flapping",
    calm: () => "calm again",
    "definition-changed": () => "records edited",
    "vote-changed": ({ event: { region } }) => `${region ?? "a region"} sees a different answer`,
    "view-changed": ({ event }) =>
      event.detail?.unasked === true ? "a resolver is no longer asked" : "a resolver gives a different answer",
    "health-changed": () => "health changed",
    "region-silent": ({ event: { region } }) => `no votes from ${regionName(region)}`,
    "region-back": ({ event: { region }, detail }) =>
      detail.text("why") === undefined ? `${regionName(region)} votes again` : `no votes expected from ${regionName(region)}`,
    "ballots-lost": ({ event: { region } }) => `votes of ${regionName(region)} were lost`,
    "ballots-future": ({ event: { region } }) => `${regionName(region)} dates its votes in the future`,
    "clock-set-back": () => "clock was set back",
    unpublishable: () => "an event could not be published",
    "delivery-given-up": ({ detail }) => `an alert could not be delivered to ${detail.text("channel") ?? "a channel"}`,
    "step-failing": ({ detail }) => `${stepName(detail.text("step"))} is failing`,
    "step-working": ({ detail }) => `${stepName(detail.text("step"))} works again`,
    acknowledged: ({ detail }) => `acknowledged by ${detail.text("by") ?? "somebody"}`,
    reminder: (told) => `${openedAs(told)}not back to normal${timed("after", openForMs(told))}`,
    unacknowledged: (told) => `${openedAs(told)}not acknowledged${timed("for", openForMs(told))}`,
    noted: ({ detail }) => `noted by ${detail.text("by") ?? "somebody"}`,
    muted: (told) => (isMaintenance(told) ? "under maintenance" : "muted"),
    unmuted: (told) => (isMaintenance(told) ? "maintenance is over" : "no longer muted"),
    "drill-started": () => "drill started",
    "drill-ended": () => "drill ended",
    "channel-broken": ({ detail }) => `alerts to ${detail.text("channel") ?? "a channel"} are failing`,
    "channel-working": ({ detail }) => `alerts to ${detail.text("channel") ?? "a channel"} work again`,
    "finding-opened": (told) => {
      const { rule } = findingOf(told);
      const count = told.detail.number("count");
      return count === undefined ? `audit finding${rule === undefined ? "" : `: ${rule}`}` : counted(count, "more audit finding");
    },
    "finding-closed": (told) => {
      const { rule } = findingOf(told);
      return `audit finding settled${rule === undefined ? "" : `: ${rule}`}`;
    },
    digest: (told) => {
      const grouped = groupedIn(told);
      const regions = told.detail.texts("regions");
      const [first] = grouped ?? [];
      if (grouped === undefined || first === undefined)
        return `${counted(digestOf(told).count, "alert")} in one message${digestWhys[digestOf(told).why ?? ""] ?? ""}`;
      if (regions.length > 0) return `regions ${joinedByAnd(regions)} are ${first.one.event.kind === "region-back" ? "back" : "silent"}`;
      return headlinesOf(grouped, english);
    },
    test: () => "test alert, nothing has happened",
  },
  lead: ({ event }) => event.message,
  labels: {
    drill: "Drill",
    since: "Since",
    at: "At",
    regions: "Regions",
    dissent: "Dissent",
    silent: "Not heard from",
    reason: "What they saw",
    primary: "Primary",
    safetyNet: "Safety net",
    clients: "Clients",
    resolvers: "Resolvers",
    lastFailover: "Previous incident",
    incident: "Incident",
    away: "Leaving the primary",
    back: "Back on the primary",
    flapping: "Flapping",
    by: "By",
    note: "Note",
    until: "Until",
    held: "Held back",
    channels: "Channels",
    event: "Event",
    error: "Error",
    why: "Why",
    fix: "What to do",
    timeline: "Timeline",
  },

  moment: (utc) => utc,
  earlier: (utc, span) => (span === undefined ? `${utc} or earlier` : `${utc} or up to ${span} earlier`),
  lasted: (span, error) => (error === undefined ? `about ${span}` : `${span} ± ${error}`),
  lastedUnknown: "an unknown time",
  fromTo: (from, to) => `${from} to ${to}`,

  stands: {
    primary: "the primary",
    secondary: "the secondary",
    stray: "values of neither side",
    dark: "no usable answer",
    mixed: "values of both sides in one answer",
    ambiguous: "values that both sides have",
  },
  verdicts: {
    primary: "the primary",
    secondary: "the secondary",
    mixed: "values of both sides in one answer",
    stray: "values of neither side",
    empty: "no record",
    ambiguous: "values that both sides have",
    failed: "no usable reply",
  },
  see: (count, of, stand, values, regions) =>
    `${of === 1 ? regions : `${count} of ${of}`} ${count === 1 ? "sees" : "see"} ${stand}${values === "" ? "" : ` (${values})`}${of === 1 ? "" : `: ${regions}`}`,
  seen: (count, of) => `seen by ${count} of ${of} regions`,
  voteOf: (region, verdict) => `${region} sees ${verdict}`,
  lastHeard: (region, utc) => `${region} since ${utc}`,
  reason: (said) => said,

  status: { healthy: "healthy", unhealthy: "unhealthy", unknown: "unknown", none: "no health check" },
  health: ({ status, check, since, percent, reason }) => {
    const said = [
      `${status}${since === undefined ? "" : ` since ${since}`}${check === undefined ? "" : ` (health check ${check})`}`,
      ...(percent === undefined ? [] : [`${percent}% of its checkers report healthy`]),
      ...(reason === undefined ? [] : [`last reason: ${reason}`]),
    ];
    return said.join(", ");
  },
  readBefore: ({ status, check, at }) =>
    `last read as ${status} at ${at}, before the answer changed${check === undefined ? "" : ` (health check ${check})`}`,
  checkShort: (side, status) => `${side} ${status}`,
  noCheck: "no health check, so Route 53 always takes it for healthy",
  safetyNet: {
    none: "the secondary has no health check: it is served whether it works or not",
    healthy: "in place; secondary",
    unhealthy: "gone; secondary",
    unknown: "not known; secondary health",
  },

  cached: (side, until, ttl) => `may get the cached answer of ${side} until ${until} (TTL ${ttl})`,
  resolvers: (old, of) => `${old} of ${of} asked still gave the old answer`,
  openSince: (utc) => `open since ${utc}`,
  closed: (from, to, lasted) => `${from} to ${to}, lasted ${lasted}`,
  phase: {
    away: {
      failedCheck: "first failed check",
      unhealthy: "health check unhealthy",
      firstRegion: "first region",
      majority: "majority",
      lastRegion: "last region",
      clients: "clients",
    },
    back: {
      failedCheck: "first passed check",
      unhealthy: "health check healthy",
      firstRegion: "first region",
      majority: "majority",
      lastRegion: "last region",
      clients: "clients",
    },
  },
  phaseFirst: (name, utc) => `${name} ${utc}`,
  phaseLater: (name, span) => `${name} +${span}`,
  flapping: "the answer keeps changing; every change is recorded, not every one is alerted",
  advice: (finding) => finding,
  by: (who, via) => (via === undefined ? who : `${who} (${via})`),
  held: ({ kinds, pairs, open, atLeast }) => {
    if (kinds.length === 0) return "nothing";
    const what = kinds.map(([kind, count]) => `${count} × ${english.headline[kind](bare(kind))}`).join(", ");
    return `${atLeast ? "at least " : ""}${what} (${pairs}); ${open === "" ? "no incident that began meanwhile is still open" : `still open: ${open}`}`;
  },
  several: (count, names) => `${count} (${names})`,
};

/** What an open incident is about, for whoever has not heard of it yet. */
function openedAs({ event: { incident } }: Told): string {
  return incident === undefined ? "" : `${english.headline[incident.opening](bare(incident.opening))}, `;
}
