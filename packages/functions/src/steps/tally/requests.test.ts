/** What people ask for, through whole runs of tally: each is told once, whichever run takes it and wherever one ends too soon. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import {
  DAY,
  FLEET,
  FlipwatchError,
  type Maintenance,
  type Manifest,
  MINUTE,
  type PairDefinition,
  policyOf,
  type Request,
  SECOND,
} from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { ask } from "../ask.ts";
import { tally } from "./tally.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const PAIR = "failover.example.com/A";
let records: Records;
let now: number;
let maintenance: Maintenance | undefined;

beforeEach(() => {
  records = createRecords(createMemoryTable());
  now = NOON;
  maintenance = undefined;
});

const run = (shard: number, changes: Partial<Records> = {}, at = now) =>
  tally(
    {
      records: { ...records, ...changes },
      publisher: { publish: async () => undefined },
      reread: async () => undefined,
      clock: { now: () => at, until: async () => undefined },
      policy: policyOf({ regions: ["us-east-2"], intervalSeconds: 10 }),
      maintenance,
      log: () => undefined,
    },
    shard,
  );

/** A shard of one pair, without health checks unless told, of which one region sees the secondary. */
async function failOver(shard: number, pair = PAIR, check?: string): Promise<void> {
  const side = (value: string) => ({ values: [value], ttlSeconds: 60 });
  const sides = { primary: { ...side("192.0.2.10"), ...(check && { healthCheckId: check }) }, secondary: side("192.0.2.20") };
  const [name = ""] = pair.split("/");
  const definition: PairDefinition = {
    id: pair,
    name,
    type: "A",
    source: "config",
    ...sides,
    ttlSeconds: 60,
    revision: 1,
    revisedAt: NOON,
  };
  await records.definitions.put(definition);
  const manifest: Manifest = { shard, version: 1, at: NOON, slots: [{ pair, revision: 1, ...(check && { primaryCheck: check }) }] };
  await records.manifests.put(manifest);
  await vote(shard);
  await run(shard);
  expect((await records.heads.get(pair))?.incident?.opening).toBe("failover");
}

async function vote(shard: number, votes = "S"): Promise<void> {
  const said = { manifest: 1, votes, evidence: {}, views: {}, viewEvidence: {} };
  await records.ballots.put({ region: "us-east-2", shard, round: now, at: now, ...said }, 10_000);
}

const kinds = async (log: string) =>
  (await records.log.read(log, {})).filter(({ severity }) => severity !== "record").map(({ kind }) => kind);
const asked = (id: string) => ({ id, at: now, by: "example-user", via: "cli" });
const acknowledge = (id: string): Request => ({ ...asked(id), kind: "acknowledge", pair: PAIR });
const mute = (id: string, minutes: number, pairs = "*.example.com"): Request => ({
  ...asked(id),
  kind: "mute",
  pairs,
  until: now + minutes * MINUTE,
});

describe("an acknowledgement", () => {
  it("is told in its pair's log by its pair's shard, once, and then it is gone", async () => {
    await failOver(1);
    now += 20 * SECOND;
    await records.requests.leave(acknowledge("a"));
    await records.requests.leave(acknowledge("b"));
    await run(0);
    expect(await kinds(PAIR)).toEqual(["failover"]);
    await run(1);
    await run(1);
    expect(await kinds(PAIR)).toEqual(["failover", "acknowledged"]);
    expect(await records.requests.oldest()).toEqual([]);
  });

  it("waits where its pair's Head can't be written", async () => {
    await failOver(0);
    now += 20 * SECOND;
    await records.requests.leave(acknowledge("a"));
    const put = () => Promise.reject(new FlipwatchError("store-unavailable", "the store fails", { retryable: true }));
    await run(0, { heads: { ...records.heads, put } });
    expect(await records.requests.oldest()).toHaveLength(1);
    await run(0);
    expect(await kinds(PAIR)).toEqual(["failover", "acknowledged"]);
    expect(await records.requests.oldest()).toEqual([]);
  });

  it("asked for by a clock that is ahead is of now", async () => {
    await failOver(0);
    const incident = (await records.heads.get(PAIR))?.incident?.id;
    await records.requests.leave({ ...acknowledge("a"), at: now + 30 * SECOND, incident } as Request);
    await run(0);
    const head = await records.heads.get(PAIR);
    expect([head?.incident?.acknowledged?.at, head?.at]).toEqual([now, now]);
  });

  it("for a pair of another shard waits for that one's tally, also hours later", async () => {
    await failOver(1);
    await records.requests.leave(acknowledge("a"));
    now += 60 * MINUTE;
    await run(0);
    expect(await records.requests.oldest()).toHaveLength(1);
  });

  it("for a pair that nobody watches is dropped after a day, and stands in nobody's way", async () => {
    await failOver(0);
    await records.requests.leave({ ...acknowledge("a"), pair: "gone.example.com/A" } as Request);
    await run(0);
    expect(await records.requests.oldest()).toHaveLength(1);
    now += DAY + SECOND;
    await run(0);
    expect(await records.requests.oldest()).toEqual([]);
  });
});

describe("an acknowledgement for all pairs of a health check", () => {
  const others = ["one.example.com/A", "two.example.com/A"];

  it("is told in the log of each whose incident is open, in whatever shard, once, and is gone after a while", async () => {
    for (const [index, pair] of [PAIR, ...others].entries()) await failOver(index, pair, index === 2 ? "another" : "shared");
    now += 20 * SECOND;
    await records.requests.leave({ ...acknowledge("a"), pair: "CHECK:shared", incident: undefined } as Request);
    for (const shard of [0, 1, 2, 0, 1]) await run(shard);
    expect(await Promise.all([PAIR, ...others].map(kinds))).toEqual([
      ["failover", "acknowledged"],
      ["failover", "acknowledged"],
      ["failover"],
    ]);
    now += 5 * MINUTE + SECOND;
    await run(0);
    expect(await records.requests.oldest()).toEqual([]);
  });
});

describe("a note", () => {
  const incident = `${PAIR}!${NOON}`;
  const note = (id: string, of = incident) => ({ ...asked(id), kind: "note" as const, incident: of, note: `text of ${id}` });
  const asking = () => ({ records, wakeUps: { wake: async () => undefined } });
  const textsOf = async () => (await records.log.notes(PAIR, NOON)).map(({ detail }) => detail?.note);

  it("of an open incident and of one long over is kept with it, in order, and told nobody", async () => {
    await failOver(1);
    expect((await records.heads.get(PAIR))?.incident?.id).toBe(incident);
    now += 20 * SECOND;
    await ask(asking(), note("a"));
    await run(1);
    now += 10 * SECOND;
    await vote(1, "P");
    await run(1);
    expect((await records.heads.get(PAIR))?.incident).toBeUndefined();
    now += 40 * DAY;
    await ask(asking(), note("b"));
    await run(1);
    expect(await textsOf()).toEqual(["text of a", "text of b"]);
    const [, late] = await records.log.notes(PAIR, NOON);
    expect(late).toMatchObject({
      ...{ kind: "noted", severity: "record", at: now, incident: { id: incident, openedAt: NOON, opening: "failover" } },
      detail: { by: "example-user", via: "cli", request: "b" },
    });
    expect((await kinds(PAIR)).filter((kind) => kind === "noted")).toEqual([]);
    expect(await records.requests.oldest()).toEqual([]);
  });

  it("is taken once, also by a run that does again what one before it did", async () => {
    await failOver(0);
    now += 20 * SECOND;
    for (const id of ["a", "b", "a"]) await ask(asking(), note(id));
    const remove = () => Promise.reject(new FlipwatchError("store-unavailable", "the store fails", { retryable: true }));
    await expect(run(0, { requests: { ...records.requests, remove } })).rejects.toThrow("the store fails");
    await run(0);
    expect((await textsOf()).toSorted()).toEqual(["text of a", "text of b"]);
    expect((await records.log.read(PAIR, {})).filter(({ kind }) => kind === "noted")).toHaveLength(2);
  });

  it("waits where its pair's Head can't be written", async () => {
    await failOver(0);
    now += 20 * SECOND;
    await ask(asking(), note("a"));
    const put = () => Promise.reject(new FlipwatchError("store-unavailable", "the store fails", { retryable: true }));
    await run(0, { heads: { ...records.heads, put } });
    expect([await textsOf(), (await records.requests.oldest()).length]).toEqual([[], 1]);
    await run(0);
    expect(await textsOf()).toEqual(["text of a"]);
  });

  it("of many at once loses none", async () => {
    await failOver(0);
    now += 20 * SECOND;
    const ids = Array.from({ length: 60 }, (_, index) => `n${index}`);
    for (const id of ids) await ask(asking(), note(id));
    await run(0);
    expect((await textsOf()).toSorted()).toEqual(ids.map((id) => `text of ${id}`).toSorted());
  });

  it.each([
    ["what is no id of an incident", "failover"],
    ["an incident that never was", `${PAIR}!${NOON + 1}`],
    ["one of a pair that never was", `other.example.com/A!${NOON}`],
  ])("of %s is refused, and leaves nothing", async (_, of) => {
    await failOver(0);
    expect(await ask(asking(), note("a", of))).toEqual({ outcome: "unknown-incident" });
    expect(await records.requests.oldest()).toEqual([]);
  });

  it("of a pair that is watched no more is refused", async () => {
    await failOver(0);
    await records.manifests.put({ shard: 0, version: 2, at: now, slots: [{ pair: PAIR, revision: 1, retired: true }] });
    expect(await ask(asking(), note("a"))).toEqual({ outcome: "unknown-pair" });
  });
});

describe("a reminder", () => {
  it("is told once by two tallies at the same time", async () => {
    await failOver(0);
    now += 31 * MINUTE;
    await Promise.all([run(0), run(0, {}, now + 5), run(0, {}, now - 5)]);
    await run(0);
    expect((await kinds(PAIR)).filter((kind) => kind === "reminder")).toEqual(["reminder"]);
  });
});

describe("a mute", () => {
  const told = async () => (await records.log.read(FLEET, {})).filter(({ kind }) => kind.endsWith("muted"));

  it("is told as it begins and as it ends, once each, with what was held back", async () => {
    await records.requests.leave(mute("m", 60));
    await run(0);
    await run(0);
    now += MINUTE;
    await failOver(0);
    now += 60 * MINUTE;
    await Promise.all([run(0), run(0)]);
    await run(0);
    expect((await told()).map(({ kind, at }) => [kind, at])).toEqual([
      ["muted", NOON],
      ["unmuted", NOON + 60 * MINUTE],
    ]);
    expect((await told())[1]?.detail).toMatchObject({
      pairs: "*.example.com",
      by: "example-user",
      held: { counts: { failover: 1 }, pairs: [PAIR], pairCount: 1, open: [PAIR], more: false },
    });
    expect(await records.requests.oldest()).toEqual([]);
  });

  it("that ended while tally was down is told once, in one run", async () => {
    await records.requests.leave(mute("m", 5));
    now += 30 * MINUTE;
    await run(0);
    await run(0);
    expect((await told()).map(({ kind }) => kind)).toEqual(["muted", "unmuted"]);
  });

  it("is told once though a run ends after the telling", async () => {
    await records.requests.leave(mute("m", 5));
    now += 30 * MINUTE;
    const failing = () => Promise.reject(new FlipwatchError("store-unavailable", "the store fails", { retryable: true }));
    await expect(run(0, { requests: { ...records.requests, remove: failing } })).rejects.toThrow("the store fails");
    await expect(run(0, { mutes: { ...records.mutes, put: failing } })).rejects.toThrow("the store fails");
    await run(0);
    await run(0);
    expect((await told()).map(({ kind }) => kind)).toEqual(["muted", "unmuted"]);
  });

  it("is ended by an unmute of the same pairs, and only by that", async () => {
    await records.requests.leave(mute("m", 60));
    await run(0);
    now += MINUTE;
    await records.requests.leave({ ...asked("u1"), kind: "unmute", pairs: "*" });
    await run(0);
    expect((await told()).map(({ kind }) => kind)).toEqual(["muted"]);
    await records.requests.leave({ ...asked("u2"), kind: "unmute", pairs: "*.EXAMPLE.com" });
    await run(0);
    expect((await told()).map(({ kind, at }) => [kind, at])).toEqual([
      ["muted", NOON],
      ["unmuted", NOON + MINUTE],
    ]);
    expect((await told())[1]?.message).toContain("Nothing was held back");
  });

  it("is kept for a day after its end, for what is sent late, and then forgotten", async () => {
    await records.requests.leave(mute("m", 5));
    await run(0);
    now += 6 * MINUTE;
    await run(0);
    expect((await records.mutes.get()).mutes).toHaveLength(1);
    now += DAY;
    await run(0);
    expect((await records.mutes.get()).mutes).toEqual([]);
    expect((await records.logHeads.get(FLEET))?.open).not.toHaveProperty("muted:m");
    await run(0);
    expect((await told()).map(({ kind }) => kind)).toEqual(["muted", "unmuted"]);
  });

  it("of a maintenance window whose rule can't be read is told once, and its end once; tally goes on", async () => {
    await failOver(0);
    const broken = "maintenance[0].rrule can't be read";
    maintenance = { windows: () => Promise.reject(new FlipwatchError("config-invalid", broken)) };
    await run(0);
    await run(0);
    const [told] = await records.log.read(FLEET, {});
    expect(told).toMatchObject({ kind: "step-failing", severity: "critical", detail: { step: "maintenance" } });
    expect(told?.message).toContain(broken);
    // The windows were taken out of the configuration.
    maintenance = undefined;
    now += MINUTE;
    await run(0);
    await run(0);
    expect(await kinds(FLEET)).toEqual(["step-failing", "step-working"]);
  });

  it("of a maintenance window is in the list before it begins, and told at its time", async () => {
    const window = {
      id: "w",
      pairs: "*",
      from: NOON + 60 * MINUTE,
      until: NOON + 90 * MINUTE,
      by: "the configuration",
      via: "maintenance",
    };
    maintenance = { windows: async (from, to) => (from < window.until && window.from < to ? [window] : []) };
    await run(0);
    expect([(await records.mutes.get()).mutes.length, (await told()).length]).toEqual([1, 0]);
    now += 61 * MINUTE;
    await run(0);
    now += 60 * MINUTE;
    await run(0);
    await run(0);
    expect((await told()).map(({ message }) => message)).toEqual([
      "* is under maintenance until 2026-11-22 13:30:00 UTC: no alerts meanwhile, and recording goes on.",
      "The maintenance of * is over, after 30 min. Nothing was held back.",
    ]);
  });
});

describe("asking", () => {
  const wakes: [number, string][] = [];
  const ports = () => ({ records, wakeUps: { wake: async (shard: number, id: string) => void wakes.push([shard, id]) } });
  beforeEach(() => void wakes.splice(0));

  it("wakes the pair's shard, and shard 0 for mutes", async () => {
    await failOver(1);
    expect(await ask(ports(), acknowledge("a"))).toMatchObject({ outcome: "asked", request: { id: "a" } });
    expect(await ask(ports(), mute("m", 5))).toEqual({ outcome: "asked", request: mute("m", 5), matching: 1 });
    expect(wakes).toEqual([
      [1, "request#a"],
      [0, "request#m"],
    ]);
    expect(await records.requests.oldest()).toHaveLength(2);
  });

  it("for a health check wakes every shard of its pairs", async () => {
    for (const shard of [0, 1]) await failOver(shard, `shard-${shard}.example.com/A`, "shared");
    await failOver(2, PAIR, "another");
    const forCheck = (check: string) => ask(ports(), { ...acknowledge("a"), pair: `CHECK:${check}` } as Request);
    expect(await forCheck("shared")).toMatchObject({ outcome: "asked" });
    expect(wakes).toEqual([
      [0, "request#a#0"],
      [1, "request#a#1"],
    ]);
    expect(await forCheck("unheard-of")).toEqual({ outcome: "unknown-pair" });
  });

  it("says what it can come to nothing for, and leaves nothing then", async () => {
    await failOver(0);
    expect(await ask(ports(), { ...acknowledge("a"), pair: "other.example.com/A" } as Request)).toEqual({ outcome: "unknown-pair" });
    expect(await ask(ports(), { ...acknowledge("a"), incident: "another" } as Request)).toEqual({ outcome: "nothing-open" });
    expect(await ask(ports(), { ...asked("u"), kind: "unmute", pairs: "*" })).toEqual({ outcome: "nothing-muted", pairs: [] });
    expect([wakes, await records.requests.oldest()]).toEqual([[], []]);
    now += SECOND;
    await ask(ports(), acknowledge("a"));
    await run(0);
    expect(await ask(ports(), acknowledge("b"))).toEqual({ outcome: "acknowledged-already", by: "example-user", at: now });
  });
});
