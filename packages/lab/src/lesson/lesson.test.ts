/** What a learner does through the control API, in a lab that has everything but the records. */
import { rm } from "node:fs/promises";
import type { LabPanel } from "@flipwatch/core/lesson/panel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoSites } from "../demo-servers.ts";
import { createFirewall } from "../firewall.ts";
import { writeFixtureHandlers } from "../fixture-handlers.ts";
import { type Lab, startLab } from "../lab.ts";
import { createJournal } from "./journal.ts";
import { turningOf } from "./panel.ts";

const TIMEOUT_MS = 60_000;
const NAME = "failover.example.com";

describe("the lesson over the control API", () => {
  let lab: Lab;
  let handlersDirectory: string;
  beforeAll(async () => {
    handlersDirectory = await writeFixtureHandlers();
    lab = await startLab({
      ...{ speed: 10, port: 0, dnsPort: 0, seedPair: false, seedSetUp: true, scheduler: { paused: true } },
      handlersDirectory,
    });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await lab.close();
    await rm(handlersDirectory, { recursive: true });
  }, TIMEOUT_MS);

  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${lab.addresses.endpoint}${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const panel = async () => (await ask("/lab/panel")).body as unknown as LabPanel;
  const checkNamed = async (name: string) => (await panel()).checks.find((check) => check.name === name)?.id ?? "";
  const create = async (change: Record<string, unknown> = {}) => {
    const check = await checkNamed("EU-central-1");
    const record = { name: "failover", type: "A", failover: "PRIMARY", setIdentifier: "EU", value: "192.0.2.10", ttlSeconds: 60, check };
    return ask("/lab/records", { ...record, ...change });
  };

  it("begins with two servers, two checks and a zone without failover records", async () => {
    expect((await panel()).checks.map(({ name }) => name).toSorted()).toEqual(["EU-central-1", "US-East-1"]);
    expect(await panel()).toMatchObject({
      speed: 10,
      zone: "example.com",
      servers: [
        { side: "primary", address: "192.0.2.10", blocked: false },
        { side: "secondary", address: "192.0.2.20", blocked: false },
      ],
      checks: [
        { endpoint: "192.0.2.10:80", healthy: true, failureThreshold: 3, intervalSeconds: 10 },
        { endpoint: "192.0.2.20:80", healthy: true },
      ],
      records: [],
      slack: "ok",
    });
  });

  it("makes nothing twice when it is set up again", async () => {
    const before = await panel();
    expect((await ask("/lab/set-up", {})).status).toBe(200);
    expect((await panel()).checks.map(({ id }) => id)).toEqual(before.checks.map(({ id }) => id));
  });

  it("refuses a primary without a health check in Route 53's words", async () => {
    const { status, body } = await create({ check: undefined });
    expect([status, body.error]).toEqual([409, expect.stringContaining("must have an associated health check")]);
  });

  it("creates the pair as Route 53 does, refuses a second primary, and opens the name", { timeout: TIMEOUT_MS }, async () => {
    // Not the name itself: the resolver would keep for 15 lab minutes that there is none, as resolvers do.
    expect(await ask("/lab/visit", { name: "nothing.example.com" })).toMatchObject({ status: 200, body: { failure: "no-address" } });
    expect(await create()).toMatchObject({ status: 200, body: { name: NAME } });
    const second = await create({ setIdentifier: "EU-2" });
    expect([second.status, second.body.error]).toEqual([409, expect.stringContaining("failover PRIMARY")]);
    const us = { failover: "SECONDARY", setIdentifier: "US", value: "192.0.2.20", check: await checkNamed("US-East-1") };
    expect((await create(us)).status).toBe(200);
    expect((await panel()).records.map(({ failover, values }) => [failover, ...values])).toEqual([
      ["PRIMARY", "192.0.2.10"],
      ["SECONDARY", "192.0.2.20"],
    ]);
    // Nobody opens the name before every name server has heard of it: its absence would be kept as well.
    const served = async () => (await panel()).answers[`${NAME}/A`]?.flat();
    await expect.poll(served, { timeout: TIMEOUT_MS, interval: 100 }).toEqual(Array(4).fill("192.0.2.10"));
    const { body } = await ask("/lab/visit", { name: NAME });
    expect(body).toMatchObject({ side: "primary", address: "192.0.2.10", title: "Hello World from eu-central-1c" });
    expect((await panel()).journal.map(({ kind }) => kind)).toContain("visited");
  });

  it("deletes a record, and says so of one that is not there", async () => {
    const wanted = { name: NAME, type: "A", setIdentifier: "US" };
    expect((await ask("/lab/records/delete", wanted)).status).toBe(200);
    expect((await panel()).records).toHaveLength(1);
    expect((await ask("/lab/records/delete", wanted)).status).toBe(404);
  });

  it.each([
    ["a record without a value", "/lab/records", { name: "x" }, 400],
    ["a name of nothing", "/lab/visit", { name: " " }, 400],
    ["a button that no message has", "/lab/slack/press", { ts: "1.000001", action: "acknowledge" }, 404],
  ])("refuses %s", async (_, path, body, status) => {
    expect((await ask(path, body)).status).toBe(status);
  });

  it("sees a block and its silence, and the server answering anew", { timeout: TIMEOUT_MS }, async () => {
    await ask("/lab/block", { target: "primary" });
    await expect
      .poll(async () => (await panel()).checks.find(({ name }) => name === "EU-central-1")?.turning, { timeout: TIMEOUT_MS, interval: 100 })
      .toBeGreaterThan(0);
    expect((await panel()).servers[0]?.blocked).toBe(true);
    await ask("/lab/unblock", { target: "primary" });
    const kinds = async () => (await panel()).journal.map(({ kind }) => kind).slice(-3);
    await expect.poll(kinds, { timeout: TIMEOUT_MS, interval: 100 }).toEqual(["blocked", "let-through", "server-answered"]);
  });
});

describe("the journal", () => {
  it("keeps the first answer of each server and the first look of each check, and the last thousand things", () => {
    const firewall = createFirewall();
    let at = 0;
    const journal = createJournal({ now: () => ++at, firewall });
    for (const site of [...demoSites, ...demoSites]) journal.answered(site);
    for (const check of ["a", "a", "b"]) journal.looked(check, undefined);
    expect(journal.all().map((one) => [one.at, one.kind])).toEqual([
      [1, "server-answered"],
      [2, "server-answered"],
      [3, "check-looked"],
      [4, "check-looked"],
    ]);
    firewall.block("203.0.113.9:80");
    expect(journal.all().at(-1)).toEqual({ at: 5, kind: "blocked", endpoint: "203.0.113.9:80" });
    for (let i = 0; i < 1_200; i++) journal.visited({ kind: "visited", name: NAME, failure: "no-address" });
    expect(journal.all()).toHaveLength(1_000);
  });
});

describe("how far a check has turned", () => {
  const looks = (...lengths: [passed: boolean, length: number][]) => lengths.map(([passed, length]) => ({ passed, length }));
  it.each([
    ["not at all while all agree", looks([true, 9], [true, 4], [true, 7]), true, 0],
    ["as far as the checker in the middle", looks([true, 9], [false, 2], [false, 3]), true, 2],
    ["no further than the threshold", looks([false, 8], [false, 9], [false, 9]), true, 3],
    ["back by looks that pass", looks([true, 1], [true, 1], [false, 9]), false, 1],
    ["not at all without checkers", [], true, 0],
  ])("is %s", (_, streaks, healthy, expected) => {
    expect(turningOf(streaks, { healthy, failureThreshold: 3 })).toBe(expected);
  });
});
