import type { Question } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { flipAt, PRIMARY, type Said, SECONDARY, servers, T0, votes, world } from "./world.ts";

describe("a change", () => {
  it("is confirmed at once at another server over TCP, and the ballot says from when to when", async () => {
    const { run, ballots, asked } = await world({ says: flipAt(15), maxSeconds: 45 });
    await run();
    const all = await ballots();
    expect(votes(all)).toBe("P P S S S");
    const question = asked.filter((one) => one.at >= T0 + 20_000 && one.at < T0 + 30_000);
    expect(question.map((one) => `${one.transport} at ${one.at - T0}`)).toEqual(["udp at 20000", "tcp at 20010"]);
    expect(question[0]?.server).not.toBe(question[1]?.server);
    expect(all[2]?.evidence[0]).toMatchObject({
      at: T0 + 20_010,
      lastOldAt: T0 + 10_010,
      values: [SECONDARY],
      server: question[0]?.server,
      ttlSeconds: 60,
      tookMs: 10,
    });
    expect(all[2]?.at).toBe(T0 + 20_020);
    expect(all.map((ballot) => Object.keys(ballot.evidence).length)).toEqual([1, 0, 1, 0, 0]);
    expect(all[0]?.evidence[0]).not.toHaveProperty("lastOldAt");
  });

  it("wakes tally once the ballot is in the box", async () => {
    const { run, woken } = await world({ says: flipAt(15), maxSeconds: 45 });
    await run();
    expect(woken.map((wake) => wake.deduplication)).toEqual([`us-east-2#0#${T0}`, `us-east-2#0#${T0 + 20_000}`]);
  });

  it("wakes tally for two more rounds where there is but one region", async () => {
    const { run, woken } = await world({ says: flipAt(45), regions: ["local"], maxSeconds: 85 });
    await run();
    expect(woken.map((wake) => Number(wake.deduplication.split("#")[2]) - T0)).toEqual([0, 10_000, 20_000, 50_000, 60_000, 70_000]);
  });

  it("that the servers disagree on is no vote, and is dated by the first answer that showed it", async () => {
    const half = [servers[1], servers[2]];
    const says = (question: Question, at: number) => (at < (half.includes(question.server) ? 45 : 55) ? PRIMARY : SECONDARY);
    const { run, ballots, asked } = await world({ says, maxSeconds: 75 });
    await run();
    const all = await ballots();
    expect(votes(all)).toBe("P P P P P - S S");
    expect(new Set(asked.filter((one) => one.at >= T0 + 50_000 && one.at < T0 + 60_000).map((one) => one.server)).size).toBe(4);
    expect(all[6]?.evidence[0]).toMatchObject({ at: T0 + 50_010, lastOldAt: T0 + 40_010, server: servers[1] });
  });

  it("is seen by the next invocation with the last old answer of the one before", async () => {
    const { run, ballots } = await world({ says: flipAt(35), maxSeconds: 25 });
    await run();
    await run({ maxMs: 20_000 });
    const changed = (await ballots()).filter((ballot) => Object.keys(ballot.evidence).length > 0);
    expect(changed.map((ballot) => ballot.votes)).toEqual(["P", "S"]);
    expect(changed[1]?.evidence[0]?.lastOldAt).toBeGreaterThanOrEqual(T0 + 20_000);
  });

  it("is not told by one reply that was lost, late, refused or empty", async () => {
    for (const bad of ["silence", { rcode: "SERVFAIL" }, { rcode: "REFUSED" }, { rcode: "NXDOMAIN" }] satisfies Said[]) {
      let hits = 0;
      const { run, ballots } = await world({ says: (_question, at) => (at >= 20 && hits++ === 0 ? bad : PRIMARY), maxSeconds: 45 });
      await run();
      expect(votes(await ballots()).replaceAll(" ", "")).toMatch(/^P+[P-]?P+$/);
      expect((await ballots()).slice(1).every((ballot) => Object.keys(ballot.evidence).length === 0)).toBe(true);
    }
  });
});

describe("servers that fail", () => {
  const dead = (question: Question): Said => (question.name.startsWith("name-1") ? "silence" : PRIMARY);

  it("make a vote `failed` only for a pair none of whose servers replies, while others still hear something", async () => {
    const { run, ballots } = await world({ says: dead, pairs: 2, maxSeconds: 45 });
    await run();
    expect(votes(await ballots())).toMatch(/^P- P?[PF-]* .*PF/);
  });

  it("don't hold up the ballot of a round in which another pair changed", async () => {
    const says = (question: Question, at: number): Said => (question.name.startsWith("name-1") ? "silence" : at < 15 ? PRIMARY : SECONDARY);
    const { run, woken } = await world({ says, pairs: 2, maxSeconds: 25 });
    await run();
    const wake = woken.find((one) => one.deduplication.endsWith(`#${T0 + 20_000}`));
    expect((wake?.at ?? 0) - (T0 + 20_000)).toBeLessThan(250);
  });

  it("are our own trouble when nobody replied to anything: no votes, and no change when they are back", async () => {
    const { run, ballots } = await world({ says: (_question, at) => (at > 15 && at < 45 ? "silence" : PRIMARY), pairs: 3, maxSeconds: 75 });
    const summary = await run();
    const all = await ballots();
    expect(votes(all)).not.toContain("F");
    expect(votes(all)).toContain("---");
    expect(all.at(-1)?.votes).toBe("PPP");
    expect(all.slice(1).every((ballot) => Object.keys(ballot.evidence).length === 0)).toBe(true);
    expect(summary.blindRounds).toBeGreaterThan(0);
  });

  it("leave a pair without a vote, and a word in the log, where none can be found", async () => {
    const { run, ballots, logged } = await world({ says: () => PRIMARY, maxSeconds: 15, more: { nameServers: { of: async () => [] } } });
    await run();
    expect(votes(await ballots())).toBe("- -");
    expect(logged).toEqual(["warn no name server can be found for the pair, so nobody votes on it"]);
  });
});
