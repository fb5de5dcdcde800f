/** Alerts in English. The lead is the event's own sentence, written when it was decided. */
import type { Catalogue } from "./catalogue.ts";
import { englishUnits, spanIn } from "./duration.ts";
import { lastingIn } from "./lasting.ts";
import { bare, digestOf, findingOf, isMaintenance, openForMs } from "./told.ts";

const span = (ms: number | undefined) => (ms === undefined ? "some time" : spanIn(englishUnits, ms));

const digestWhys: Partial<Record<string, string>> = {
  check: ", of one health check",
  name: ", of one name",
  flapping: ", of what is flapping",
};

const regionName = (region: string | undefined) => (region === undefined ? "a region" : `region ${region}`);

const stepName = (step: string | undefined) => (step === undefined ? "a step" : `step ${step}`);

export const english: Catalogue = {
  units: englishUnits,
  severity: { critical: "CRITICAL", warning: "warning", info: "info", record: "" },
  drill: "DRILL",
  possibleRepeat: "Possible repeat",
  check: (id) => `health check ${id}`,
  more: (count) => `and ${count} more`,

  headline: {
    "first-seen": ({ event }) => (event.to === "secondary" ? "now watched, on its secondary" : "now watched"),
    failover: () => "failed over to the secondary",
    "answer-back": () => "answer back on the primary",
    stray: () => "answers with unknown values",
    dark: () => "no usable answer",
    split: () => "regions disagree",
    unknown: () => "we can't tell what is served",
    unobserved: () => "can't be observed",
    resumed: () => "seen again, unchanged",
    recovered: ({ event: { incident } }) =>
      incident?.durationMs === undefined ? "recovered" : `recovered after ${lastingIn(english, incident)}`,
    "last-resort": () => "primary served as a last resort, still unhealthy",
    unverified: () => "incident ended unverified",
    "both-unhealthy": () => "both sides unhealthy",
    "primary-unhealthy-served": () => "unhealthy primary still served",
    "secondary-unhealthy": () => "safety net gone, secondary unhealthy",
    "secondary-healthy": () => "safety net back, secondary healthy",
    "health-disagrees": () => "health and answer disagree",
    "health-agrees": () => "health and answer agree again",
    "clients-diverge": () => "clients get something else",
    "clients-agree": () => "clients get the same again",
    flapping: () => "flapping",
    calm: () => "calm again",
    "definition-changed": () => "records edited",
    "vote-changed": ({ event: { region } }) => `${region ?? "a region"} sees something else`,
    "view-changed": () => "a resolver says something else",
    "health-changed": () => "health changed",
    "region-silent": ({ event: { region } }) => `${regionName(region)} is silent`,
    "region-back": ({ event: { region } }) => `${regionName(region)} is back`,
    "ballots-lost": ({ event: { region } }) => `votes of ${regionName(region)} were lost`,
    "ballots-future": ({ event: { region } }) => `${regionName(region)} dates its votes in the future`,
    "clock-set-back": () => "clock was set back",
    unpublishable: () => "an event could not be published",
    "delivery-given-up": ({ detail }) => `an alert could not be delivered to ${detail.text("channel") ?? "a channel"}`,
    "step-failing": ({ detail }) => `${stepName(detail.text("step"))} is failing`,
    "step-working": ({ detail }) => `${stepName(detail.text("step"))} works again`,
    acknowledged: ({ detail }) => `acknowledged by ${detail.text("by") ?? "somebody"}`,
    reminder: (told) => `still not back to normal after ${span(openForMs(told))}`,
    unacknowledged: (told) => `nobody has acknowledged it for ${span(openForMs(told))}`,
    muted: (told) => (isMaintenance(told) ? "under maintenance" : "muted"),
    unmuted: (told) => (isMaintenance(told) ? "maintenance is over" : "no longer muted"),
    "drill-started": () => "drill started",
    "drill-ended": () => "drill ended",
    "channel-broken": ({ detail }) => `${detail.text("channel") ?? "a channel"} can't be told`,
    "channel-working": ({ detail }) => `${detail.text("channel") ?? "a channel"} can be told again`,
    "finding-opened": (told) =>
      findingOf(told).rule === undefined
        ? `${told.detail.number("count") ?? "more"} more audit findings`
        : `audit finding: ${findingOf(told).rule}`,
    "finding-closed": (told) => `audit finding settled: ${findingOf(told).rule ?? "one"}`,
    digest: (told) => `${digestOf(told).count} alerts in one${digestWhys[digestOf(told).why ?? ""] ?? ""}`,
    test: () => "a test, nothing happened",
  },
  lead: ({ event }) => event.message,
  labels: {
    drill: "Drill",
    since: "Since",
    at: "At",
    regions: "Regions",
    dissent: "Dissent",
    silent: "Not heard from",
    reason: "What they were told",
    primary: "Primary",
    safetyNet: "Safety net",
    clients: "Clients",
    resolvers: "Resolvers",
    lastFailover: "Last incident",
    incident: "Incident",
    away: "Steps away",
    back: "Steps back",
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
  earlier: (utc, span) => (span === undefined ? `${utc} at the latest` : `${utc}, at most ${span} earlier`),
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
  seen: (count, of) => `${count} of ${of} regions`,
  voteOf: (region, verdict) => `${region} sees ${verdict}`,
  lastHeard: (region, utc) => `${region} since ${utc}`,
  reason: (said) => said,

  status: { healthy: "healthy", unhealthy: "unhealthy", unknown: "unknown", none: "no health check" },
  health: ({ status, check, since, percent, reason }) => {
    const said = [
      `${check === undefined ? "its health check" : `health check ${check}`} is ${status}${since === undefined ? "" : ` since ${since}`}`,
      ...(percent === undefined ? [] : [`${percent} % of its checkers pass`]),
      ...(reason === undefined ? [] : [`last reason: ${reason}`]),
    ];
    return said.join(", ");
  },
  readBefore: ({ status, check, at }) =>
    `${check === undefined ? "its health check" : `health check ${check}`} was last read as ${status} at ${at}, from before the flip`,
  checkShort: (side, status) => `${side} ${status}`,
  noCheck: "no health check, so Route 53 takes it for healthy",
  safetyNet: {
    none: "the secondary has no health check: it is answered with whether it works or not",
    healthy: "there",
    unhealthy: "gone",
    unknown: "not known",
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
  flapping: "it changes to and fro; all is recorded, not all is told",
  advice: (finding) => finding,
  by: (who, via) => (via === undefined ? who : `${who} (${via})`),
  held: ({ kinds, pairs, open }) => {
    if (kinds.length === 0) return "nothing";
    const what = `${kinds.map(([kind, count]) => `${count} × ${english.headline[kind](bare(kind))}`).join(", ")} of ${pairs}`;
    return `${what}; ${open === "" ? "no incident of that time is open" : `still open: ${open}`}`;
  },
  several: (count, names) => `${count}: ${names}`,
};
