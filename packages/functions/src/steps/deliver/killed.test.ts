/** Deliver under the one fault that no code can catch: the process is gone. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { type Channel, type DigestDetail, MINUTE, type Table } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { type DeliverPorts, deliver, sweep } from "../deliver.ts";
import { deliveriesTo, Ear, event, numbers, pair, portsOf, start } from "./sample.ts";

let table: Table;
let records: Records;
let clock: TestClock;

const ports = (channels: readonly Channel[], changes: Partial<DeliverPorts> = {}) => portsOf(records, clock, channels, changes);
const deliveries = (channel: Ear) => deliveriesTo(records, channel);

describe("a deliverer killed between any two awaits", () => {
  class Killed extends Error {}

  /** From its n-th step on, whatever the invocation tries no longer happens: as when the process is gone. */
  function killedAt(step: number) {
    let steps = 0;
    const die = () => {
      steps += 1;
      if (steps >= step) throw new Killed();
    };
    const through =
      <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        die();
        return call(...args);
      };
    const dying: Table = {
      get: through(table.get.bind(table)),
      getMany: through(table.getMany.bind(table)),
      put: through(table.put.bind(table)),
      remove: through(table.remove.bind(table)),
      query: through(table.query.bind(table)),
      queryIndex: through(table.queryIndex.bind(table)),
    };
    /** Dies before the message arrives, or right after it has. */
    const dyingChannel = (ear: Ear): Channel => ({
      id: ear.id,
      dedupes: ear.dedupes,
      audience: ear.audience,
      async send(event, options) {
        die();
        const result = await ear.send(event, options);
        die();
        return result;
      },
    });
    return { records: createRecords(dying), channel: dyingChannel, reached: () => steps >= step };
  }

  /** The numbers of the events that were in flight when somebody died, so that each may be told once more. */
  async function playKilledAt(step: number, dedupes: boolean): Promise<{ reached: boolean; ear: Ear }> {
    table = createMemoryTable();
    records = createRecords(table);
    clock = testClock(start + 1_000);
    await records.log.append([event(1), event(2, { severity: "record", kind: "vote-changed" }), event(3)]);
    const ear = new Ear(dedupes ? "webhook:0" : "slack:ops", dedupes);
    const dying = killedAt(step);
    await deliver(ports([dying.channel(ear)], { records: dying.records }), [pair]).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    // The queue gives the message back, then a minute's sweep comes after the dead one's lease has ended.
    await deliver(ports([ear]), [pair]);
    clock.set(clock.now() + 61_000);
    await sweep(ports([ear]));
    return { reached: dying.reached(), ear };
  }

  it.each([
    ["a channel that people read", false],
    ["a channel that dedupes", true],
  ])("has everything settled in order after the next run, for %s", async (_which, dedupes) => {
    let step = 1;
    for (let reached = true; reached && step < 200; step++) {
      const played = await playKilledAt(step, dedupes);
      reached = played.reached;
      const { ear } = played;
      expect(await deliveries(ear), `killed at step ${step}`).toEqual(["1 delivered", "3 delivered"]);
      expect(numbers(ear), `killed at step ${step}`).toEqual([...numbers(ear)].sort((one, other) => one - other));
      for (const number of [1, 3]) {
        const told = ear.heard.filter((message) => message.number === number);
        expect(told.length, `killed at step ${step}`).toBeLessThanOrEqual(2);
        const unmarked = told.filter((message) => !message.possibleRepeat).length;
        expect(unmarked, `killed at step ${step}: an unmarked repeat`).toBeLessThanOrEqual(1);
      }
      expect(await records.cursors.unsettled(clock.now() + 3_600_000, 10), `killed at step ${step}`).toEqual([]);
    }
    expect(step).toBeGreaterThan(10);
  });

  /** Seven names at once, of which people get five by themselves. The killed one is a first telling, or the sweep that closes the digest. */
  async function playDigestKilledAt(step: number, victim: "first telling" | "sweep"): Promise<{ reached: boolean; ear: Ear }> {
    table = createMemoryTable();
    records = createRecords(table);
    clock = testClock(start + 1_000);
    const logs = Array.from({ length: 7 }, (_, index) => `name-${index}.example.com/A`);
    await records.log.append(logs.map((log) => event(1, { pair: log })));
    const ear = new Ear("slack:ops", false, "people");
    const dying = killedAt(step);
    const survived = (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    };
    const mortal = () => ports([dying.channel(ear)], { records: dying.records });
    if (victim === "first telling") await deliver(mortal(), logs).then(() => undefined, survived);
    await deliver(ports([ear]), logs);
    clock.set(clock.now() + MINUTE + 1_000);
    if (victim === "sweep") await sweep(mortal()).then(() => undefined, survived);
    for (let minute = 0; minute < 4; minute++) {
      await sweep(ports([ear]));
      clock.set(clock.now() + MINUTE + 1_000);
    }
    return { reached: dying.reached(), ear };
  }

  it.each(["first telling", "sweep"] as const)(
    "tells each of many alerts once, by itself or in a digest, killed in the %s",
    async (victim) => {
      let step = 1;
      for (let reached = true; reached && step < 400; step++) {
        const played = await playDigestKilledAt(step, victim);
        reached = played.reached;
        const when = `killed at step ${step}`;
        const told = played.ear.events.map((one) => ({
          ids: one.kind === "digest" ? (one.detail as unknown as DigestDetail).events.map(({ id }) => id) : [one.id],
          marked: played.ear.heard[played.ear.events.indexOf(one)]?.possibleRepeat === true,
        }));
        for (let name = 0; name < 7; name++) {
          const id = `name-${name}.example.com/A#1`;
          const own = told.filter(({ ids }) => ids.includes(id));
          expect([own.length > 0, own.filter(({ marked }) => !marked).length <= 1], `${when}: ${id}`).toEqual([true, true]);
          const ended = await records.deliveries.of(`name-${name}.example.com/A`, {});
          expect(ended, when).toHaveLength(1);
          expect(["delivered", "digested"], when).toContain(ended[0]?.state);
        }
        expect(told.filter(({ ids }) => ids.length === 1 && ids[0]?.endsWith("#1")).length, when).toBeLessThanOrEqual(8);
        expect(await records.cursors.unsettled(clock.now() + 3_600_000, 10), when).toEqual([]);
      }
      expect(step).toBeGreaterThan(10);
    },
  );

  /** Seven names of one health check, told together: complete, or of eight of which one does not flip; then their ends. */
  async function playGroupKilledAt(
    step: number,
    victim: "opening" | "end" | "sweep",
    sharedBy: number,
  ): Promise<{ reached: boolean; ear: Ear }> {
    table = createMemoryTable();
    records = createRecords(table);
    clock = testClock(start + 1_000);
    const logs = Array.from({ length: 7 }, (_, index) => `name-${index}.example.com/A`);
    const health = { primary: { status: "unhealthy", check: "check", sharedBy }, secondary: { status: "healthy" } } as const;
    const incident = (log: string) => ({ id: `${log}!1`, openedAt: start, opening: "failover" as const });
    await records.log.append(logs.map((log) => event(1, { pair: log, health, incident: incident(log) })));
    const ear = new Ear("slack:ops", false, "people");
    const dying = killedAt(step);
    const mortal = () => ports([dying.channel(ear)], { records: dying.records });
    const survived = (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    };
    const turn = async (as: typeof victim, run: (with_: DeliverPorts) => Promise<unknown>) => {
      if (as === victim) await run(mortal()).then(() => undefined, survived);
      await run(ports([ear]));
    };
    await turn("opening", (one) => deliver(one, logs));
    clock.set(clock.now() + MINUTE + 1_000);
    await turn("sweep", (one) => sweep(one));
    for (let minute = 0; minute < 3; minute++) {
      clock.set(clock.now() + MINUTE + 1_000);
      await sweep(ports([ear]));
    }
    await records.log.append(
      logs.map((log) =>
        event(2, { pair: log, kind: "recovered", severity: "info", health, incident: { ...incident(log), closedAt: clock.now() } }),
      ),
    );
    await turn("end", (one) => deliver(one, logs));
    for (let minute = 0; minute < 4; minute++) {
      clock.set(clock.now() + MINUTE + 1_000);
      await sweep(ports([ear]));
    }
    return { reached: dying.reached(), ear };
  }

  it.each([
    ["opening", 7],
    ["opening", 8],
    ["sweep", 8],
    ["end", 7],
    ["end", 8],
  ] as const)(
    "tells each of many names of one health check once, and its end once, killed in the %s where %i share it",
    async (victim, sharedBy) => {
      let step = 1;
      for (let reached = true; reached && step < 600; step++) {
        const played = await playGroupKilledAt(step, victim, sharedBy);
        reached = played.reached;
        const when = `killed at step ${step}`;
        const told = played.ear.events.map((one, index) => ({
          ids: one.kind === "digest" ? (one.detail as unknown as DigestDetail).events.map(({ id }) => id) : [one.id],
          marked: played.ear.heard[index]?.possibleRepeat === true,
        }));
        const unmarked = told.filter(({ marked }) => !marked).flatMap(({ ids }) => ids);
        expect(unmarked, when).toEqual([...new Set(unmarked)]);
        for (let name = 0; name < 7; name++) {
          const log = `name-${name}.example.com/A`;
          const firsts = [1, 2].map((number) => told.findIndex(({ ids }) => ids.includes(`${log}#${number}`)));
          expect(
            firsts.every((place, index) => place >= 0 && place >= (firsts[index - 1] ?? 0)),
            `${when}: ${log} ${firsts}`,
          ).toBe(true);
          expect(
            (await records.deliveries.of(log, {})).map(({ number, state }) => [number, ["delivered", "digested"].includes(state)]),
            when,
          ).toEqual([
            [1, true],
            [2, true],
          ]);
        }
        // One alert and one end; where somebody died in between, two of each and a marked repeat at the most.
        expect(told.length, when).toBeLessThanOrEqual(6);
        if (!reached) expect(told).toHaveLength(2);
        expect(await records.cursors.unsettled(clock.now() + 3_600_000, 10), when).toEqual([]);
        expect((await records.channels.window(played.ear.id)).stories, `${when}: the story is over`).toEqual([]);
      }
      expect(step).toBeGreaterThan(20);
    },
  );
});
