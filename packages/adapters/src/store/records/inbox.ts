/** What other steps leave for tally to tell: deliveries given up, steps that fail. A row a fact, removed once it is told. */
import type { FleetFact, Ms, Table } from "@flipwatch/core";
import { INBOX_PK, keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, stored } from "../stored.ts";

/** One run of tally takes so many; the rest waits for the next. */
const TAKEN_AT_ONCE = 100;

export function createInbox(table: Table): Records["inbox"] {
  return {
    async leave(fact) {
      await table.put(stored(keyOf(fact), fact));
    },
    async oldest() {
      const items = await collect((range) => table.query(range), { pk: INBOX_PK }, TAKEN_AT_ONCE);
      return items.map((item) => bodyOf<FleetFact>(item));
    },
    async remove(facts) {
      for (const fact of facts) await table.remove(keyOf(fact));
    },
  };
}

function keyOf(fact: FleetFact) {
  return keys.inbox(momentOf(fact), `${fact.kind}#${subjectOf(fact)}`);
}

function momentOf(fact: FleetFact): Ms {
  if ("at" in fact) return fact.at;
  if ("since" in fact) return fact.since;
  return "from" in fact ? fact.from : 0;
}

function subjectOf(fact: FleetFact): string {
  if ("event" in fact) return `${fact.event}#${"channel" in fact ? fact.channel : ""}`;
  if ("channel" in fact) return fact.channel;
  if ("finding" in fact) return fact.finding.id;
  if ("step" in fact) return `${fact.step}#${fact.region ?? ""}`;
  return "region" in fact ? `${fact.region}#${fact.shard}` : "";
}
