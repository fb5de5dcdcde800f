/**
 * The world outside Flipwatch: two endpoints, Route 53's failover rule over them, four name servers that may take turns in changing their
 * answer. It keeps what was true when, by its own rules, so that tests can compare.
 */
import type { Clock, Ms, PairId, Side } from "@flipwatch/core";

export const NAME = "failover.example.com";
export const pairOf = (name: string): PairId => `${name}/A`;
export const PAIR = pairOf(NAME);
/** A second name with the same record sets and health checks, where a test asks for it. */
const TWINS = ["one", "two", "three", "four", "five", "six", "seven"].map((which) => `${which}.example.com`);
export const SERVERS = ["198.51.100.1:53", "198.51.100.2:53", "198.51.100.3:53", "198.51.100.4:53"] as const;
export const TTL_SECONDS = 60;

/** What a server says to a question. */
export type Said = { values: readonly string[] } | { rcode: string };

/** What an answer means, by this world's own book-keeping. */
export type Meaning = "primary" | "secondary" | "stray" | "dark";

interface Entry {
  from: Ms;
  said: Said;
  means: Meaning;
}

export interface Change {
  means: Meaning;
  /** When the first and the last name server took it up. */
  first: Ms;
  last: Ms;
}

export class World {
  /** Every one is answered alike. */
  readonly names: readonly string[];
  readonly sides: Record<Side, readonly string[]> = { primary: ["192.0.2.10"], secondary: ["192.0.2.20"] };
  readonly isHealthy: Record<Side, boolean> = { primary: true, secondary: true };
  /** How long the name servers take, from the first to the last, to take up a change. */
  spreadMs = 0;
  /** Every change of the answer, oldest first. */
  readonly changes: Change[] = [];
  readonly healthChanges: { at: Ms; side: Side; isHealthy: boolean }[] = [];
  readonly #clock: Clock;
  readonly #byServer: Entry[][];
  #imposed: { said: Said; means: Meaning } | undefined;

  constructor(clock: Clock, names = 1) {
    this.names = [NAME, ...TWINS].slice(0, names);
    this.#clock = clock;
    const first = { from: 0, said: { values: this.sides.primary }, means: "primary" } as const;
    this.#byServer = SERVERS.map(() => [first]);
    this.changes.push({ means: "primary", first: 0, last: 0 });
  }

  /** The side's endpoint fails, and so does its health check; Route 53 answers by its rule. */
  fails(side: Side): void {
    this.#setHealth(side, false);
  }

  recovers(side: Side): void {
    this.#setHealth(side, true);
  }

  /** Whatever Route 53's rule says, the name servers say this: a hijack, or a zone without the name. */
  says(said: Said, means: Meaning): void {
    this.#imposed = { said, means };
    this.#answer();
  }

  followsTheRule(): void {
    this.#imposed = undefined;
    this.#answer();
  }

  /** Somebody edits the record sets in Route 53, of every name. */
  edits(sides: Partial<Record<Side, readonly string[]>>): void {
    Object.assign(this.sides, sides);
    this.#answer();
  }

  saidBy(server: string, at: Ms): Said {
    const entries = this.#byServer[SERVERS.indexOf(server as (typeof SERVERS)[number])] ?? [];
    return entries.findLast((entry) => entry.from <= at)?.said ?? { rcode: "REFUSED" };
  }

  /** What is served, where all name servers agree by now. */
  truth(): Meaning | undefined {
    const meanings = new Set(this.#byServer.map((entries) => entries.findLast((entry) => entry.from <= this.#clock.now())?.means));
    return meanings.size === 1 ? [...meanings][0] : undefined;
  }

  /** Whether any name server said so at any moment of the window. */
  wasSaid(means: Meaning, from: Ms, to: Ms): boolean {
    return this.#byServer.some((entries) =>
      entries.some(
        (entry, index) => entry.means === means && entry.from <= to && (entries[index + 1]?.from ?? Number.POSITIVE_INFINITY) >= from,
      ),
    );
  }

  /** Whether the side was healthy at any moment of the window. */
  wasHealthy(side: Side, from: Ms, to: Ms): boolean {
    const turns = this.healthChanges.filter((change) => change.side === side && change.at <= to);
    const before = turns.findLast((change) => change.at <= from)?.isHealthy ?? true;
    return before || turns.some((change) => change.at > from && change.isHealthy);
  }

  #setHealth(side: Side, isHealthy: boolean): void {
    if (this.isHealthy[side] === isHealthy) return;
    this.isHealthy[side] = isHealthy;
    this.healthChanges.push({ at: this.#clock.now(), side, isHealthy });
    this.#answer();
  }

  /** Route 53's rule: the primary while it is healthy, else the secondary while that is, else the primary again. */
  #answer(): void {
    const side: Side = this.isHealthy.primary || !this.isHealthy.secondary ? "primary" : "secondary";
    const next = this.#imposed ?? { said: { values: this.sides[side] }, means: side };
    const first = this.#clock.now();
    this.#byServer.forEach((entries, index) => {
      const from = first + Math.floor((index * this.spreadMs) / (SERVERS.length - 1));
      if (JSON.stringify(entries.at(-1)?.said) === JSON.stringify(next.said)) return;
      // A change that comes before the last one has spread replaces what was still to come.
      while ((entries.at(-1)?.from ?? 0) > from) entries.pop();
      entries.push({ from, ...next });
    });
    if (this.changes.at(-1)?.means !== next.means) this.changes.push({ means: next.means, first, last: first + this.spreadMs });
  }
}
