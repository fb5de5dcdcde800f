/**
 * What a group's one message says: of a health check that many pairs share, how many of them did what, and how the check stands; of regions, which.
 * A group of pairs whose incidents it tells begins a story, and says at each message how many of these are over.
 */
import { utc } from "../decide/wording.ts";
import type { FlipwatchEvent } from "../event.ts";
import { counted, joinedByAnd } from "../phrases.ts";
import type { SideHealth } from "../reading.ts";
import type { Ms } from "../time.ts";
import { english } from "../wording/catalogue-en.ts";
import { toldOf } from "../wording/told.ts";
import { type DigestDetail, type DigestRef, digestEvent, digestPlace, type OpenGroup } from "./digest.ts";
import { checkOf } from "./group.ts";
import type { Story, StoryDetail } from "./story.ts";

/** What a group's event says in `detail`, beside what every digest says. */
export interface GroupDetail extends DigestDetail {
  /** The health check behind it; its state only where that was read for what is told here. */
  check?: Partial<SideHealth> & { check: string };
  /** How many of its pairs' incidents were told together by now, and how many of these are over. */
  story?: StoryDetail;
  /** How many pairs it says this of, and of how many. */
  pairs?: { count: number; of: number };
  /** Regions that are silent, or back. */
  regions?: readonly string[];
  /** Regions that still vote, of so many; and since when the silent ones do not. */
  voting?: number;
  of?: number;
  since?: Ms;
  /** Who acknowledged, where all of them were acknowledged at once. */
  by?: string;
  via?: string;
}

/** What the group's message is made of. */
export interface GroupContents {
  /** Those listed, oldest first, and how many there are in all. */
  refs: readonly DigestRef[];
  count: number;
  /** Of all of them: incidents that are told of for the first time, and those told in the story that are over. */
  begins: number;
  ends: number;
  /** The story that goes on. */
  story?: Story;
  /** One of the listed events, whole, for what they have in common. Absent where it can't be read. */
  first?: FlipwatchEvent;
}

export function groupEvent(group: OpenGroup, contents: GroupContents): FlipwatchEvent {
  const { refs, count, first } = contents;
  const digest = digestEvent(group, refs, count);
  if (count === 0 || (count === 1 && contents.story === undefined)) return digest;
  const common = new Set(refs.map(({ kind }) => kind)).size === 1 ? first : undefined;
  const tally = tallied(contents);
  const { story } = tally;
  const detail: GroupDetail = {
    ...(digest.detail as unknown as DigestDetail),
    why: group.why,
    ...(group.why === "regions" ? regionsIn(contents) : { check: checkIn(group, first), pairs: pairsIn(tally), ...askedBy(common) }),
    ...(story === undefined ? {} : { story }),
  };
  const incident = story && incidentOf(group, contents.story?.openedAt ?? digest.bounds.after ?? digest.at, story, digest.at);
  const event: FlipwatchEvent = {
    ...digest,
    ...(common?.from === undefined ? {} : { from: common.from }),
    ...(common?.to === undefined ? {} : { to: common.to }),
    ...(incident === undefined ? {} : { incident }),
    detail: { ...detail },
  };
  return { ...event, message: sentence(event, detail, contents, tally) };
}

interface Tallied {
  pairs: number;
  /** Of these, by how many the story grew. */
  begun: number;
  story?: StoryDetail;
}

/** What is said is said by pair, since one may say several things; a story ends by its incidents, of which a pair may have several. */
function tallied({ refs, count, begins, ends, story }: GroupContents): Tallied {
  const all = new Set(refs.map(({ pair }) => pair)).size + count - refs.length;
  const told = (story?.told ?? 0) + begins;
  return told === 0 ? { pairs: all, begun: begins } : { pairs: all, begun: begins, story: { told, over: (story?.over ?? 0) + ends } };
}

/** Of those that joined the story it says how many there are now: that is what is down. */
function pairsIn({ pairs, begun, story }: Tallied): GroupDetail["pairs"] {
  const of = story?.told ?? pairs;
  return { count: begun > 0 ? of : Math.min(pairs, of), of };
}

function incidentOf({ id }: OpenGroup, openedAt: Ms, { told, over }: StoryDetail, at: Ms): FlipwatchEvent["incident"] {
  const open = { id: digestPlace(id).log, openedAt, opening: "digest" as const };
  return over < told ? open : { ...open, closedAt: at, durationMs: Math.max(0, at - openedAt) };
}

function regionsIn({ refs, first }: GroupContents): Pick<GroupDetail, "regions" | "voting" | "of" | "since"> {
  const { voting, regions: of } = first?.detail ?? {};
  const regions = [...new Set(refs.flatMap(({ region }) => region ?? []))];
  if (first?.kind !== "region-silent") return { regions };
  const since = first.bounds.after ?? first.at;
  return { regions, since, ...(typeof voting === "number" && typeof of === "number" ? { voting, of } : {}) };
}

/** Where all of it is one person's doing. */
function askedBy(common: FlipwatchEvent | undefined): Pick<GroupDetail, "by" | "via"> {
  const { by, via } = common?.kind === "acknowledged" ? (common.detail ?? {}) : {};
  return { ...(typeof by === "string" ? { by } : {}), ...(typeof via === "string" ? { via } : {}) };
}

/** Metrics lag behind answers: a reading that says the opposite of what is served may be from before the flip. */
function checkIn({ cause }: OpenGroup, first: FlipwatchEvent | undefined): GroupDetail["check"] {
  const check = checkOf(cause);
  const health = first?.health?.primary;
  if (health === undefined || first === undefined) return { check };
  const isOpposite = (first.to === "secondary" && health.status === "healthy") || (first.to === "primary" && health.status === "unhealthy");
  return isOpposite && (health.period ?? 0) < first.bounds.by ? { check, sharedBy: health.sharedBy } : { ...health, check };
}

// ---- in a sentence or two -------------------------------------------------------------------------------------------------

function sentence(event: FlipwatchEvent, detail: GroupDetail, contents: GroupContents, tally: Tallied): string {
  if (detail.why === "regions") return ofRegions(event, detail, contents) ?? event.message;
  const { pairs, begun, story } = tally;
  const isMore = contents.story !== undefined && begun > 0;
  const all = story?.told ?? pairs;
  const who = isMore
    ? `${pairs} more ${pairs === 1 ? "name" : "names"}`
    : pairs < all
      ? `${pairs} of ${all} names`
      : counted(pairs, "name");
  const rest = isMore ? `, ${all} in all.` : `.${story === undefined || begun > 0 ? "" : left(story)}`;
  return `${who} of health check ${detail.check?.check}: ${english.headline.digest(toldOf(event))}${rest}${stateOf(detail.check)}`;
}

function left({ told, over }: StoryDetail): string {
  if (over === 0) return "";
  return over < told ? ` The incident goes on for ${told - over}.` : " The incident is over for all of them.";
}

function stateOf(check: Partial<SideHealth> | undefined): string {
  if (check?.status !== "healthy" && check?.status !== "unhealthy") return "";
  const since = check.since === undefined ? `is ${check.status}` : `has been ${check.status} since ${utc(check.since)}`;
  return ` The check ${since}${check.status === "unhealthy" && check.reason !== undefined ? ` (${check.reason.replace(/\.$/, "")})` : ""}.`;
}

function ofRegions(
  event: FlipwatchEvent,
  { regions = [], voting, of, since }: GroupDetail,
  { refs, first }: GroupContents,
): string | undefined {
  const kinds = new Set(refs.map(({ kind }) => kind));
  // A region that is not configured any more is not back.
  if (kinds.size > 1 || first?.detail?.why !== undefined) return undefined;
  const names = joinedByAnd(regions);
  if (kinds.has("region-back")) return `${names} have been voting again since ${utc(event.at)}.`;
  if (since === undefined) return undefined;
  const still =
    voting === undefined || of === undefined ? "" : `: ${voting} of ${of} regions still vote, ${Math.floor(of / 2) + 1} must agree`;
  const advice = "Check their probe functions' schedules and errors, their network paths to the name servers, and their clocks.";
  return `${names} have cast no vote since ${utc(since)}${still}. ${advice}`;
}
