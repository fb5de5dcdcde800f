/** The newest reading of every health check, many to an item, so that a minute's write does not grow into one a check. */
import { DAY, type Ms, type Reading, reasonOf, type Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { pagedList } from "./pages.ts";

/** With its reason cut at 300 characters a reading is below 600 bytes, so a page is below 300 KB even when every check fails. */
const list = pagedList<Reading>(500, keys.readings);
const REASON_LIMIT = 300;
/** A check that was not read for this long is no longer watched. */
const KEPT_MS = 2 * DAY;

export function createReadings(table: Table): Records["readings"] {
  return {
    async latest() {
      return byCheck((await list.read(table)).map(withReason));
    },
    /** Any part of the checks; the others stay. A reading never replaces one of a later period, unless that is still to come: the clock was set back. */
    async put(readings, at) {
      const before = await list.read(table);
      const merged = byCheck(before);
      for (const reading of readings) {
        const known = merged.get(reading.check);
        if (!known || known.period <= reading.period || known.period > at) merged.set(reading.check, stored(reading));
      }
      await list.write(table, before, watched(merged, at), at);
    },
  };
}

function byCheck(readings: readonly Reading[]): Map<string, Reading> {
  return new Map(readings.map((reading) => [reading.check, reading]));
}

/** The reason is what the checkers say in a sentence, so it is stored only where there is nothing to make it of. */
function stored(reading: Reading): Reading {
  const { reason, ...rest } = reading;
  const { checkers } = rest;
  if (checkers?.text !== undefined) return { ...rest, checkers: { ...checkers, text: checkers.text.slice(0, REASON_LIMIT) } };
  return checkers !== undefined || reason === undefined ? rest : { ...rest, reason: reason.slice(0, REASON_LIMIT) };
}

function withReason(reading: Reading): Reading {
  return reading.checkers === undefined ? reading : { ...reading, reason: reasonOf(reading.checkers) };
}

function watched(readings: Map<string, Reading>, at: Ms): Reading[] {
  const kept = [...readings.values()].filter((reading) => at - reading.readAt < KEPT_MS);
  return kept.toSorted((a, b) => (a.check < b.check ? -1 : 1));
}
