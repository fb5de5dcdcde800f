import type { Question } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { PRIMARY, type Said, SECONDARY, T0, world } from "./world.ts";

describe("resolvers", () => {
  const resolvers = ["192.0.2.1", "192.0.2.2"];

  it("are asked about once a TTL, with recursion", async () => {
    const { run, asked, ballots } = await world({ says: () => PRIMARY, resolvers, maxSeconds: 175 });
    await run();
    await run({ maxMs: 120_000 });
    const views = asked.filter((question) => question.recursive);
    expect(views.map((question) => Math.floor((question.at - T0) / 60_000))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    expect((await ballots())[0]).toMatchObject({ views: { "192.0.2.1": "P", "192.0.2.2": "P" } });
  });

  it("are followed every round for the TTL and two minutes after the region's own vote changed", async () => {
    const slow = (question: Question, at: number): Said => (at < (question.server === "192.0.2.2" ? 255 : 205) ? PRIMARY : SECONDARY);
    const { run, asked, ballots } = await world({ says: slow, resolvers, maxSeconds: 300 });
    await run();
    const watched = asked.filter((question) => question.server === "192.0.2.2" && question.at >= T0 + 220_000);
    expect(watched.length).toBe(9);
    const late = (await ballots()).find((ballot) => ballot.viewEvidence[0]?.["192.0.2.2"] !== undefined && ballot.round > T0);
    expect(late?.round).toBe(T0 + 260_000);
    expect(late?.viewEvidence[0]?.["192.0.2.2"]).toMatchObject({ values: [SECONDARY], at: T0 + 260_010 });
    expect(late?.viewEvidence[0]?.["192.0.2.2"]?.lastOldAt).toBe(T0 + 250_010);
  });

  it("that fail once are asked again over TCP and change nothing", async () => {
    let hits = 0;
    const says = (question: Question, at: number): Said =>
      question.recursive && at > 15 && question.transport === "udp" && hits++ === 0 ? "silence" : PRIMARY;
    const { run, ballots } = await world({ says, resolvers: ["192.0.2.1"], maxSeconds: 45 });
    await run();
    expect((await ballots()).map((ballot) => ballot.views["192.0.2.1"]).join("")).not.toContain("F");
  });

  it("don't hold up a ballot with a change", async () => {
    const says = (question: Question, at: number): Said => (question.recursive ? "silence" : at < 15 ? PRIMARY : SECONDARY);
    const { run, ballots } = await world({ says, resolvers, maxSeconds: 25 });
    await run();
    const change = (await ballots()).find((ballot) => ballot.votes === "S");
    expect(change?.at).toBe(T0 + 20_020);
  });
});
