import { describe, expect, it } from "vitest";
import { assumed } from "../aws/assumptions.ts";
import { seeded } from "../aws/test-side.ts";
import { createRoute53State } from "./state.ts";

const servers = [0, 1, 2, 3];

function account(seed = 1) {
  const clock = { now: 1_000_000 };
  const state = createRoute53State({ time: { now: () => clock.now, unitMs: 100 }, random: seeded(seed), assumptions: assumed });
  const { zone } = state.createZone({ name: "example.com", callerReference: "r" });
  state.settle();
  const write = (value: string) =>
    state.write(zone.id, [...zone.recordSets, { name: "x.example.com.", type: "A", ttlSeconds: 60, values: [value] }]);
  const served = (server: number) => state.zonesAt(server)[0]?.recordSets.find((set) => set.name === "x.example.com.")?.values[0];
  return { clock, state, zone, write, served };
}

describe("a change", () => {
  it("reaches the name servers one by one and is INSYNC after the last", () => {
    const { clock, state, write, served } = account();
    const change = write("192.0.2.1");
    const reached: number[] = [];
    const start = clock.now;
    while (state.change(change.id).status === "PENDING") {
      for (const server of servers) if (served(server)) reached[server] ??= clock.now - start;
      clock.now += 1;
    }
    expect(new Set(reached).size).toBe(4);
    // One to eight lab seconds, each 100 ms.
    expect(reached.every((at) => at >= 100 && at <= 801)).toBe(true);
    expect(clock.now - start).toBeGreaterThan(Math.max(...reached));
  });

  it("never goes back to an older version, whatever the delays", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { clock, write, served } = account(seed);
      for (let version = 1; version <= 5; version++) write(`192.0.2.${version}`);
      for (const server of servers) expect(served(server)).toBeUndefined();
      const last = ["", "", "", ""];
      for (let step = 0; step < 900; step++, clock.now += 1) {
        for (const server of servers) {
          const now = served(server) ?? "";
          expect(now >= (last[server] ?? "")).toBe(true);
          last[server] = now;
        }
      }
      expect(last).toEqual(Array(4).fill("192.0.2.5"));
    }
  });

  it("that deletes a zone reaches the servers too", () => {
    const { clock, state, zone } = account();
    state.deleteZone(zone.id);
    expect(state.current()).toEqual([]);
    expect(state.zonesAt(0)).toHaveLength(1);
    clock.now += 2_000;
    expect(servers.map((server) => state.zonesAt(server).length)).toEqual([0, 0, 0, 0]);
  });

  it("is INSYNC at once when the lab settles", () => {
    const { state, write, served } = account();
    const change = write("192.0.2.1");
    state.settle();
    expect(state.change(change.id).status).toBe("INSYNC");
    expect(servers.map(served)).toEqual(Array(4).fill("192.0.2.1"));
  });
});
