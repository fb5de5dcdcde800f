import { createServer, type Server } from "node:http";
import { GetHealthCheckLastFailureReasonCommand, GetHealthCheckStatusCommand, Route53Client } from "@aws-sdk/client-route-53";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { credentials, eventually, listening, startTestSide, type TestSide } from "../aws/test-side.ts";
import type { CheckConfig } from "../route53/check.ts";
import type { StatusChange } from "./fleet.ts";

let lab: TestSide;
let web: Server;
let status: number;
beforeEach(async () => {
  lab = await startTestSide(10);
  status = 200;
  web = createServer((_, response) => void response.writeHead(status).end());
  lab.network.set("192.0.2.10:80", (await listening(web)).replace("http://", ""));
});
afterEach(async () => {
  await lab.close();
  web.closeAllConnections();
  web.close();
});

let references = 0;
const check = (change: Partial<CheckConfig> = {}) =>
  lab.side.checks.create(`r${++references}`, {
    type: "HTTP",
    ipAddress: "192.0.2.10",
    port: 80,
    requestInterval: 10,
    failureThreshold: 2,
    inverted: false,
    disabled: false,
    ...change,
  }).check;
const healthy = (id: string) => lab.side.health.status(id)?.healthy;
const everywhere = (id: string) => [0, 1, 2, 3].map((server) => lab.side.health.healthy(id, server));
const turns = (id: string, to: boolean) => eventually(`${id} turns ${to}`, () => healthy(id) === to, 15_000);

describe("an endpoint check", () => {
  it("starts healthy, turns with its endpoint and comes back", async () => {
    const { id } = check();
    expect([healthy(id), everywhere(id)]).toEqual([true, [true, true, true, true]]);
    lab.firewall.block("192.0.2.10:80");
    await turns(id, false);
    await eventually("every location has heard", () => everywhere(id).every((seen) => !seen));
    lab.firewall.unblock("192.0.2.10:80");
    await turns(id, true);
    await eventually("every location has heard", () => everywhere(id).every((seen) => seen));
  });

  it("has sixteen checkers over eight regions that report for themselves", async () => {
    const { id } = check();
    const client = new Route53Client({ endpoint: lab.url, region: "us-east-1", credentials });
    const observations = async () =>
      (await client.send(new GetHealthCheckStatusCommand({ HealthCheckId: id }))).HealthCheckObservations ?? [];
    await eventually("all have reported", async () => (await observations()).every(({ StatusReport }) => StatusReport));
    const seen = await observations();
    expect([seen.length, new Set(seen.map(({ Region }) => Region)).size, new Set(seen.map(({ IPAddress }) => IPAddress)).size]).toEqual([
      16, 8, 16,
    ]);
    expect(seen.every(({ StatusReport }) => StatusReport?.Status === "Success: HTTP Status Code 200, OK")).toBe(true);
    status = 503;
    await turns(id, false);
    const { HealthCheckObservations = [] } = await client.send(new GetHealthCheckLastFailureReasonCommand({ HealthCheckId: id }));
    expect(HealthCheckObservations.map(({ StatusReport }) => StatusReport?.Status)).toContain(
      "Failure: HTTP Status Code 503, Service Unavailable",
    );
    client.destroy();
  });

  it("changes its mind only after the threshold, both ways", async () => {
    const looks = new Map<string, boolean[]>();
    const { id } = check({ failureThreshold: 3, regions: ["us-east-1", "us-west-1", "eu-west-1"] });
    const changes: StatusChange[] = [];
    lab.side.health.onLook(
      ({ checkId, region, passed }) => void looks.set(`${checkId} ${region}`, [...(looks.get(`${checkId} ${region}`) ?? []), passed]),
    );
    lab.side.health.onStatus((change) => void changes.push(change));
    status = 500;
    await turns(id, false);
    // Six checkers: unhealthy once five or more think so, each after three failures of its own.
    expect([...looks.values()].flat().length).toBeGreaterThanOrEqual(15);
    // The sixth may have said so too by the time that we look, so it is the first such change that counts.
    expect(changes.find(({ healthy }) => !healthy)).toMatchObject({ checkId: id, healthy: false, percentage: expect.closeTo(100 / 6, 5) });
  });

  it("inverted is unhealthy while its endpoint passes", async () => {
    const { id } = check({ inverted: true });
    expect([healthy(id), everywhere(id)]).toEqual([false, [false, false, false, false]]);
    status = 500;
    await turns(id, true);
  });

  it("disabled stops looking and counts as healthy; with inverted it is unhealthy", async () => {
    const { id } = check();
    status = 500;
    await turns(id, false);
    lab.side.checks.update(id, { disabled: true });
    expect([healthy(id), lab.side.health.observations(id)]).toEqual([true, []]);
    expect(lab.side.health.status(id)?.percentage).toBeUndefined();
    lab.side.checks.update(id, { inverted: true });
    expect(healthy(id)).toBe(false);
  });

  it("that is unknown or deleted counts as healthy", () => {
    const { id } = check({ inverted: true });
    lab.side.checks.delete(id);
    expect([everywhere(id), everywhere("none")]).toEqual([Array(4).fill(true), Array(4).fill(true)]);
  });
});

describe("a calculated check", () => {
  it("follows its children, a disabled one counted as healthy", async () => {
    const one = check().id;
    const two = check({ ipAddress: "192.0.2.20" }).id;
    lab.network.set("192.0.2.20:80", lab.network.get("192.0.2.10:80") ?? "");
    const calculated = lab.side.checks.create("calculated", {
      type: "CALCULATED",
      healthThreshold: 2,
      children: [one, two],
      inverted: false,
      disabled: false,
    }).check.id;
    expect(healthy(calculated)).toBe(true);
    lab.firewall.block("192.0.2.10:80");
    await turns(calculated, false);
    expect([healthy(one), healthy(two)]).toEqual([false, true]);
    lab.side.checks.update(one, { disabled: true });
    expect(healthy(calculated)).toBe(true);
  });
});
