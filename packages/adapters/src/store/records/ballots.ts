/** The ballot box: a ring of slots a region and shard, and the row by which one invocation hands over to the next. */
import { type Ballot, DAY, type Item, type Key, type Ms, type RangeQuery, RING_SLOTS, ringSlot, type Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, expiring, getBody, type OnMalformed, stored } from "../stored.ts";
import { ballotProblem } from "./ballot-check.ts";

const REMOVED_AT_ONCE = 25;
/** A slot is written anew long before; what stays is of a region or shard that is asked no more. */
const KEPT_MS = 7 * DAY;

export function createBallots(table: Table, onMalformed: OnMalformed): Records["ballots"] {
  const writer = (region: string, shard: number) => getBody<Ms>(table, keys.writer(region, shard));
  const forget = async (region: string, shard: number, after: Ms): Promise<void> => {
    const ring = await collect((range) => table.query(range), slotRange(region, shard, 0, RING_SLOTS - 1), RING_SLOTS);
    const ahead = ring.filter((item) => Number(item.round) > after);
    for (let first = 0; first < ahead.length; first += REMOVED_AT_ONCE)
      await Promise.all(ahead.slice(first, first + REMOVED_AT_ONCE).map(({ pk, sk }) => table.remove({ pk, sk })));
  };
  return {
    put(ballot, intervalMs) {
      const key = keys.ballot(ballot.region, ballot.shard, ringSlot(ballot.round, intervalMs));
      return table.put(stored(key, ballot, { round: ballot.round, ...expiring(ballot.round + KEPT_MS) }), {
        attribute: "round",
        below: ballot.round,
      });
    },
    async between(region, shard, fromRound, toRound, intervalMs) {
      const arcs = arcsOfRing(fromRound, toRound, intervalMs).map(([first, last]) => slotRange(region, shard, first, last));
      const pages = await Promise.all(arcs.map((arc) => collect((range) => table.query(range), arc, RING_SLOTS)));
      return pages
        .flat()
        .flatMap((item) => checkedBallot(item, onMalformed))
        .filter(({ round }) => round >= fromRound && round <= toRound)
        .toSorted((a, b) => a.round - b.round);
    },
    async claimWriter(region, shard, startedAt, ahead = Number.POSITIVE_INFINITY) {
      const row = stored(keys.writer(region, shard), startedAt, { startedAt });
      if (await table.put(row, { attribute: "startedAt", below: startedAt })) return true;
      const known = await writer(region, shard);
      // A put that was repeated after its answer got lost is refused by itself.
      if (known === startedAt) return true;
      if (known === undefined || known <= ahead) return false;
      await forget(region, shard, startedAt);
      return table.put(row, { attribute: "startedAt", equals: known });
    },
    forget,
    writer,
  };
}

/** The window as runs of neighbouring slots, first and last: two where it wraps around the ring's end, none for an empty one. */
function arcsOfRing(fromRound: Ms, toRound: Ms, intervalMs: number): [number, number][] {
  const rounds = Math.round((toRound - fromRound) / intervalMs) + 1;
  if (rounds < 1) return [];
  if (rounds >= RING_SLOTS) return [[0, RING_SLOTS - 1]];
  const [first, last] = [ringSlot(fromRound, intervalMs), ringSlot(toRound, intervalMs)];
  if (first <= last) return [[first, last]];
  return [
    [first, RING_SLOTS - 1],
    [0, last],
  ];
}

function slotRange(region: string, shard: number, first: number, last: number): RangeQuery {
  const from: Key = keys.ballot(region, shard, first);
  return { pk: from.pk, from: from.sk, to: keys.ballot(region, shard, last).sk };
}

function checkedBallot(item: Item, onMalformed: OnMalformed): Ballot[] {
  const ballot = bodyOf<Ballot>(item);
  const problem = ballotProblem(ballot);
  if (problem === undefined) return [ballot];
  onMalformed({ key: { pk: item.pk, sk: item.sk }, problem });
  return [];
}
