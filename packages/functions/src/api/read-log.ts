/**
 * Reads of a log as much as a window of the timeline needs, oldest first. A short log is one Query. In a long one the window's place is found
 * by halving, since numbers have no gap and time goes with them, so that neither what came before it nor what came after is read through.
 */
import type { FlipwatchEvent, LogId, Ms } from "@flipwatch/core";
import type { ApiPorts } from "./ports.ts";

/** Events of a page. */
const PAGE = 1_000;
/** Pages behind the window's beginning in which a place to begin is looked for. */
const BACK_PAGES = 10;

export interface Wanted {
  from: Ms;
  /** A page after it is still read, for how what happened in the window ended. */
  to: Ms;
  /** Whether folding may begin with this event, which is not later than `from`. */
  mayBegin(event: FlipwatchEvent): boolean;
  /** At most so many of 1,000 events. Beyond, what is missing is the oldest. */
  pages: number;
}

type Log = Pick<ApiPorts["records"]["log"], "read">;

/** Gives every page to `take` as it comes, so that a long log never lies in memory as a whole. `cut`: it did not fit. */
export async function readWindow(
  log: Log,
  id: LogId,
  wanted: Wanted,
  take: (events: readonly FlipwatchEvent[]) => void,
): Promise<{ cut: boolean }> {
  const isPlace = (event: FlipwatchEvent) => event.at <= wanted.from && wanted.mayBegin(event);
  const newest = await log.read(id, { limit: PAGE, descending: true });
  const [last, oldest] = [newest[0], newest.at(-1)];
  if (last === undefined || oldest === undefined || oldest.number === 1 || newest.some(isPlace)) {
    take(newest.toReversed());
    return { cut: false };
  }
  const begin = oldest.at <= wanted.from ? oldest.number : await numberAfter(log, id, wanted.from, oldest.number);
  const end = oldest.at <= wanted.to ? last.number : Math.min(last.number, (await numberAfter(log, id, wanted.to, oldest.number)) + PAGE);
  const first = Math.max(begin, end - wanted.pages * PAGE + 1);
  const before = first > begin ? { events: [], cut: true } : await readBack(log, id, begin, isPlace);
  take(before.events);
  await readOn(log, id, { after: first - 1, through: end }, newest, take);
  return { cut: before.cut };
}

/** The smallest number dated after the moment; that of the upper bound, which is, when there is none before it. At most 40 reads of one event. */
async function numberAfter(log: Log, id: LogId, moment: Ms, upper: number): Promise<number> {
  let low = 1;
  let high = upper;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [event] = await log.read(id, { after: middle - 1, limit: 1 });
    if (event !== undefined && event.at <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Before a number, oldest first, from the last place at which folding may begin. */
async function readBack(
  log: Log,
  id: LogId,
  number: number,
  isPlace: (event: FlipwatchEvent) => boolean,
): Promise<{ events: FlipwatchEvent[]; cut: boolean }> {
  const events: FlipwatchEvent[] = [];
  for (let page = 0; page < BACK_PAGES; page += 1) {
    const read = await log.read(id, { before: events.at(-1)?.number ?? number, limit: PAGE, descending: true });
    const place = read.findIndex(isPlace);
    events.push(...(place < 0 ? read : read.slice(0, place + 1)));
    if (place >= 0 || read.length === 0 || read.at(-1)?.number === 1) return { events: events.toReversed(), cut: false };
  }
  return { events: events.toReversed(), cut: true };
}

/** After a number, page by page; the newest page is known already. */
async function readOn(
  log: Log,
  id: LogId,
  { after, through }: { after: number; through: number },
  newest: readonly FlipwatchEvent[],
  take: (events: readonly FlipwatchEvent[]) => void,
): Promise<void> {
  const known = newest.at(-1)?.number ?? 0;
  const bound = Math.min(through, known - 1);
  let read = after;
  // Bounded by the numbers: each turn reads a page of them, or the last.
  while (read < bound) {
    const page = await log.read(id, { after: read, before: bound + 1, limit: PAGE });
    take(page);
    read = page.at(-1)?.number ?? bound;
  }
  if (through >= known) take(newest.filter(({ number }) => number > after).toReversed());
}
