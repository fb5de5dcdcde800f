/** Every path of the API with its query, once: the app takes requests by this table, `GET /api` lists it, and the OpenAPI document is made of it. */

export type Parameter =
  /** As `query.ts` reads moments: ISO 8601, milliseconds since the epoch, or how long ago. */
  | { kind: "moment"; says: string }
  | { kind: "number"; says: string; least: number; most: number }
  | { kind: "text"; says: string }
  | { kind: "choice"; says: string; choices: readonly string[] };

export interface Route {
  method: "get" | "post";
  /** `{pair}`, `{incident}`: one encoded part of the path. */
  path: string;
  /** What it gives, in a sentence. */
  says: string;
  query: Readonly<Record<string, Parameter>>;
  /** The exported type of the answer's JSON, or what else it is. */
  reply: { type: string } | { media: string };
  /** Other forms that the query may ask for. */
  alsoMedia?: readonly string[];
  /** Of a POST: the exported type of its JSON. */
  body?: string;
  /** Where it is well. Default: 200, of a POST 202. */
  status?: 200 | 201;
}

const moment = (says: string): Parameter => ({ kind: "moment", says });
const number = (says: string, least: number, most: number): Parameter => ({ kind: "number", says, least, most });
const text = (says: string): Parameter => ({ kind: "text", says });
const choice = (says: string, ...choices: readonly string[]): Parameter => ({ kind: "choice", says, choices });

const limit = number("How many at most; 100 unless told.", 1, 1_000);
const LAST_NUMBER = 999_999_999_999;
const eventNumber = (says: string, least: number) => number(says, least, LAST_NUMBER);
const language = choice("Of the words; English unless told.", "en", "ko");
const none = {};

export const routes = {
  routes: { method: "get", path: "/api", says: "The routes, for people.", query: none, reply: { type: "RoutesReply" } },
  openapi: { method: "get", path: "/api/openapi.json", says: "This document.", query: none, reply: { media: "application/json" } },
  health: {
    ...{
      method: "get",
      path: "/api/health",
      says: "How Flipwatch itself is: how fresh each region's votes are, which channels can't be told.",
    },
    ...{ query: none, reply: { type: "Overview" } },
  },
  pairs: {
    ...{ method: "get", path: "/api/pairs", says: "The pairs as they stand, by id." },
    query: {
      after: text("Goes on behind this pair's id, as `next` has it."),
      id: text("Only this pair, also where it is watched no more; none where there never was one."),
      limit,
    },
    reply: { type: "PairsReply" },
  },
  strips: {
    ...{ method: "get", path: "/api/strips", says: "The roles of all pairs over the last while; only of those that changed." },
    query: { from: moment("24 h ago unless told."), width: number("Segments a strip at most; 200 unless told.", 10, 2_000) },
    reply: { type: "StripsReply" },
  },
  mutes: {
    method: "get",
    path: "/api/mutes",
    says: "Of which pairs nobody is told, until when.",
    query: none,
    reply: { type: "MutesReply" },
  },
  pair: {
    ...{ method: "get", path: "/api/pairs/{pair}", says: "One pair, with its definition and what was decided." },
    ...{ query: none, reply: { type: "PairDetail" } },
  },
  pairEvents: {
    ...{ method: "get", path: "/api/pairs/{pair}/events", says: "A log by number; also of `FLEET` and `CHECK:<id>`." },
    query: {
      after: eventNumber("Only those behind this number.", 0),
      before: eventNumber("Only those before this number.", 1),
      limit,
      order: choice("Oldest first unless told.", "asc", "desc"),
      alerting: choice("`true`: only those that alert, no mere records.", "false", "true"),
      lang: choice("Also what happened, in words of this language. Absent: not said.", "en", "ko"),
    },
    reply: { type: "LogPage" },
  },
  timeline: {
    ...{ method: "get", path: "/api/pairs/{pair}/timeline", says: "A window of the pair's timeline: lanes, markers, incidents, shares." },
    query: {
      from: moment("24 h before `to` unless told."),
      to: moment("Now unless told."),
      width: number("Pixels to fold lanes and markers to. Unfolded unless told, up to 8,000 entries; beyond, folded to 1,000.", 100, 8_000),
      lang: language,
    },
    reply: { type: "TimelineReply" },
  },
  pairDeliveries: {
    ...{ method: "get", path: "/api/pairs/{pair}/deliveries", says: "Who was told of which event of the pair, by event number." },
    query: { from: eventNumber("The first event; 1 unless told.", 1), to: eventNumber("The last event.", 1), limit },
    reply: { type: "DeliveryPage" },
  },
  events: {
    ...{ method: "get", path: "/api/events", says: "Events of all logs by the time they were recorded, oldest first." },
    query: {
      since: moment("24 h before `until` unless told."),
      until: moment("Now unless told."),
      after: text("Goes on behind this place, as `next` has it."),
      limit,
    },
    reply: { type: "RecordedPage" },
  },
  incidents: {
    ...{ method: "get", path: "/api/incidents", says: "Incidents of all pairs or of one, the newest first." },
    query: {
      pair: text("Only this pair's."),
      from: moment("30 days before `to` unless told."),
      to: moment("Now unless told."),
      after: text("Goes on behind this place, as `next` has it."),
      limit,
    },
    reply: { type: "IncidentsReply" },
  },
  incident: {
    ...{ method: "get", path: "/api/incidents/{incident}", says: "One incident with all that speaks for it, or a report of it as a file." },
    query: { format: choice("As a file to be kept. Absent: the answer itself.", "md", "csv", "json"), lang: language },
    reply: { type: "IncidentReply" },
    alsoMedia: ["text/markdown", "text/csv"],
  },
  findings: {
    ...{
      method: "get",
      path: "/api/findings",
      says: "What is wrong with the pairs' records.",
      query: none,
      reply: { type: "FindingsReply" },
    },
  },
  deliveries: {
    ...{ method: "get", path: "/api/deliveries", says: "Who was told of what lately, of all logs, the newest first." },
    query: {
      since: moment("24 h before `until` unless told."),
      until: moment("Now unless told."),
      state: choice("`failed`: given up, and those that may not have arrived.", "all", "failed"),
      channel: text("Only this channel's, such as `slack:ops`."),
      limit,
    },
    reply: { type: "RecentDeliveries" },
  },
  metrics: {
    ...{ method: "get", path: "/metrics", says: "Roles, freshness, health and deliveries for Prometheus." },
    ...{ query: none, reply: { media: "text/plain" } },
  },
  badge: {
    ...{ method: "get", path: "/badge/{pair}.svg", says: "The pair's role and since when, as a picture." },
    ...{ query: { lang: language }, reply: { media: "image/svg+xml" } },
  },
  feed: {
    ...{ method: "get", path: "/feed.atom", says: "Changes of role, the newest first." },
    query: {
      pair: text("Only this pair's."),
      before: text("Goes on behind this place, as the feed's link `next` has it."),
      limit,
      lang: language,
    },
    reply: { media: "application/atom+xml" },
  },
  requests: {
    ...{ method: "post", path: "/api/requests", says: "Acknowledges an incident, adds a note to one, mutes pairs, or ends that." },
    ...{ query: none, body: "RequestBody", reply: { type: "RequestReply" } },
  },
  redrive: {
    ...{ method: "post", path: "/api/redrive", says: "Has an event sent again that a channel gave up." },
    ...{ query: none, body: "RedriveBody", reply: { type: "RedriveReply" } },
  },
} as const satisfies Record<string, Route>;

/** Whether a path is the API's: what is below `/api`, and what other programs read. */
export function isApiPath(pathname: string): boolean {
  return (
    pathname === "/api" || pathname.startsWith("/api/") || ["/metrics", "/feed.atom"].includes(pathname) || pathname.startsWith("/badge/")
  );
}

export type RouteName = keyof typeof routes;

export interface RoutesReply {
  routes: string[];
}

/** For people: `GET /api/pairs?after=…&limit=…`. */
export function routeList(): RoutesReply {
  return {
    routes: Object.values(routes).map(({ method, path, query }: Route) => {
      const asked = Object.entries(query).map(([name, parameter]) => `${name}=${exampleOf(parameter)}`);
      return `${method.toUpperCase()} ${path.replace("{pair}", EXAMPLE)}${asked.length === 0 ? "" : `?${asked.join("&")}`}`;
    }),
  };
}

const EXAMPLE = encodeURIComponent("failover.example.com/A");

function exampleOf(parameter: Parameter): string {
  return parameter.kind === "choice" ? parameter.choices.join("|") : "…";
}
