/** Routes in the configuration: the form of their fields, the channels they may name, and what they leave untold. What a route means is `deliver/route.ts`'s. */
import * as z from "zod";
import type { Config } from "./config.ts";
import { once, textField } from "./config-fields.ts";
import { nearest, type Path, type Problem, problem } from "./config-problems.ts";
import { severityOf } from "./decide/severity.ts";
import { isTimeOfDay, isTimeZone, isWithinHours, weekdays } from "./deliver/hours.ts";
import { isMeant, type Route, type Routed, routedSeverities, type Tags } from "./deliver/route.ts";
import { type EventKind, eventKinds, FLEET } from "./event.ts";
import { GLOB_MAX } from "./glob.ts";
import { type PairId, pairId, recordTypes } from "./pair.ts";
import { joinedByAnd } from "./phrases.ts";

const GLOB_FORM = "a glob over names such as *.example.com or failover.example.com/A, without a trailing dot, or FLEET";
export const globField = textField(GLOB_FORM, isGlob);
const timeOfDay = textField("a time of day from 00:00 to 24:00, such as 08:00", isTimeOfDay);
const MAX_ROUTES = 200;

/** Kinds that alert; records and what deliver makes itself are not routed. */
const routedKinds = eventKinds.filter((kind) => severityOf[kind] !== "record" && kind !== "digest" && kind !== "test");

export const tagsField = z.record(z.string(), z.string({ error: "text" }), { error: "tags by name, each a text" });

export const routesField = z
  .array(
    z.strictObject({
      pairs: z.union([globField, z.array(globField).min(1)], { error: `${GLOB_FORM}, or a list of them` }).optional(),
      kinds: z.array(z.enum(routedKinds as [EventKind, ...EventKind[]])).optional(),
      severity: z.enum(routedSeverities).optional(),
      tags: tagsField.optional(),
      hours: z
        .strictObject({
          days: z.array(z.enum(weekdays)).min(1, { error: "at least one day, or no such field" }).optional(),
          from: timeOfDay,
          to: timeOfDay,
          timeZone: textField("a time zone such as Asia/Seoul, Europe/Berlin or UTC", isTimeZone),
        })
        .optional(),
      channels: z.array(textField("a channel's id such as slack:ops", (id) => id !== "")).min(1, { error: "at least one channel" }),
    }),
  )
  .max(MAX_ROUTES, { error: `at most ${MAX_ROUTES} routes` });

function isGlob(text: string): boolean {
  const type = text.includes("/") ? (text.split("/").at(-1) ?? "") : "*";
  const isType = type.includes("*") || recordTypes.some((known) => known === type.toUpperCase());
  return text !== "" && text.length <= GLOB_MAX && !/[\s,]/.test(text) && !/\.(?:\/|$)/.test(text) && isType;
}

/** Channels that routes name and nobody configured. */
export function checkRoutes(input: unknown, channels: unknown): Problem[] {
  const routes = z.looseObject({ routes: z.array(z.unknown()) }).safeParse(input, once);
  const known = knownChannels(channels);
  return (routes.data?.routes ?? []).flatMap((route, index) => {
    const named = z.looseObject({ channels: z.array(z.unknown()) }).safeParse(route, once).data?.channels ?? [];
    return named.flatMap((id, place) => unknownChannel(id, known, ["routes", index, "channels", place], input));
  });
}

/** A problem where no channel has this id. */
export function unknownChannel(id: unknown, known: readonly string[], path: Path, input: unknown): Problem[] {
  if (typeof id !== "string" || id === "" || known.includes(id)) return [];
  const near = nearest(id, known);
  const choice =
    known.length === 0 ? "; there is no channel" : `; there ${known.length === 1 ? "is" : "are"} ${joinedByAnd(known.slice(0, 5))}`;
  const found = problem(path, input, "the id of a channel of this configuration");
  return [{ ...found, text: `${found.text}${near === undefined ? choice : `; did you mean ${near}?`}` }];
}

/** The ids of the channels in a configuration whose shape may be wrong. */
export function knownChannels(channels: unknown): string[] {
  const kinds = z.record(z.string(), z.unknown()).safeParse(channels, once).data ?? {};
  const named = z.looseObject({ name: z.string().optional() });
  return Object.entries(kinds).flatMap(([kind, list]) =>
    (z.array(z.unknown()).safeParse(list, once).data ?? []).map((one, index) => {
      const { name } = named.safeParse(one, once).data ?? {};
      return `${kind}:${name ?? index}`;
    }),
  );
}

/** The tags that the configuration gives a pair. */
export function tagsFrom({ pairs }: Pick<Config, "pairs">): (pair: PairId) => Tags {
  const byPair = new Map(pairs.map(({ name, type, tags = {} }) => [pairId(name, type), tags]));
  return (pair) => byPair.get(pair) ?? {};
}

/** A Monday; any week does. */
const WEEK_BEGINS = Date.UTC(2026, 10, 23);
const HALF_HOUR = 1_800_000;
const HALF_HOURS = 7 * 48;

/** Whose critical events would reach no channel, ever or at some hours. */
export function routeWarnings(config: Config): string[] {
  const { routes, pairs, zones } = config;
  if (routes === undefined) return [];
  const tags = tagsFrom(config);
  const subjects = [
    ...pairs.map(({ name, type }) => ({ pair: pairId(name, type), called: pairId(name, type) })),
    ...zones.map((zone) => ({ pair: `any-name.${zone}/A`, called: `other names of ${zone}` })),
    { pair: FLEET, called: "Flipwatch's own trouble (FLEET)" },
  ];
  const gaps = subjects.map(({ pair, called }) => ({ called, gap: gapOf(routes, pair, tags(pair)) }));
  return [...new Set(gaps.flatMap(({ gap }) => gap ?? []))].map((gap) => {
    const names = gaps.filter((one) => one.gap === gap).map(({ called }) => called);
    const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
    return `routes: ${gap} no channel is told of critical events of ${joinedByAnd(shown)}.`;
  });
}

/** `as they are` for never, or the first half hour of the week at which nobody is told. */
function gapOf(routes: readonly Route[], pair: PairId, tags: Tags): string | undefined {
  const event: Routed = { pair, kind: pair === FLEET ? "region-silent" : "failover", severity: "critical" };
  const meant = routes.filter((route) => isMeant(route, event, tags));
  if (meant.length === 0) return "as they are,";
  if (meant.some(({ hours }) => hours === undefined)) return undefined;
  const moments = Array.from({ length: HALF_HOURS }, (_, index) => WEEK_BEGINS + index * HALF_HOUR);
  const alone = moments.find((at) => !meant.some(({ hours }) => hours !== undefined && isWithinHours(hours, at)));
  if (alone === undefined) return undefined;
  const time = new Date(alone).toISOString().slice(11, 16);
  return `at some hours (the first is ${weekdays[Math.floor((alone - WEEK_BEGINS) / (48 * HALF_HOUR))]} ${time} UTC)`;
}
