/** SNS and channels that fail for a while: nothing is lost, nothing overtakes, and a repeat says that it may be one. */
import { describe, expect, it } from "vitest";
import type { ChannelFault } from "./channel.ts";
import { expectInvariants, expectSettled } from "./invariants.ts";
import type { TopicFault } from "./queues.ts";
import { type Simulation, simulate } from "./simulation.ts";
import { heard } from "./story.ts";
import { expectDelivered } from "./told.ts";

/** A failover at 95 s and its end at 305 s. */
function flipping(): Simulation {
  const sim = simulate();
  sim.at(95, () => sim.world.fails("primary"));
  sim.at(305, () => sim.world.recovers("primary"));
  return sim;
}

const flip = ["first-seen", "failover", "answer-back", "recovered"];

function channelFails(sim: Simulation, fault: ChannelFault, from: number, to: number): void {
  sim.at(from, () => {
    sim.slack.fault = fault;
  });
  sim.at(to, () => {
    sim.slack.fault = undefined;
  });
}

describe("SNS", () => {
  it.each<[TopicFault, number, number]>([
    ["down", 90, 200],
    ["down", 90, 900],
    ["answerLost", 90, 200],
  ])("%s from %i to %i s: every channel is told everything once, in order, when it is back", async (fault, from, to) => {
    const sim = flipping();
    sim.at(from, () => {
      sim.topic.fault = fault;
    });
    sim.at(to, () => {
      sim.topic.fault = undefined;
    });
    await sim.until(to + 600);
    expect(heard(sim.slack)).toEqual(flip);
    expect(heard(sim.webhook)).toEqual(flip);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it("is down for longer than the ring holds, with more events than a Head carries: no flip is lost, and nobody reads as unknown", async () => {
    const sim = simulate();
    const flips = Array.from({ length: 6 }, (_, index) => 200 + index * 600);
    for (const second of flips) {
      sim.at(second, () => sim.world.fails("primary"));
      sim.at(second + 200, () => sim.world.recovers("primary"));
    }
    sim.at(90, () => {
      sim.topic.fault = "down";
    });
    sim.at(5_000, () => {
      sim.topic.fault = undefined;
    });
    await sim.until(5_600);
    const alone = heard(sim.slack).filter((what) => what !== "flapping" && what !== "calm");
    expect(alone).toEqual(["first-seen", ...flips.flatMap(() => ["failover", "answer-back", "recovered"])]);
    expect(heard(sim.webhook)).toEqual(heard(sim.slack));
    // Each accepted once, and in order.
    const accepted = sim.topic.accepted.map((event) => event.number);
    expect(accepted).toEqual(accepted.toSorted((a, b) => a - b));
    for (const event of (await sim.log()).filter(({ kind }) => kind === "failover"))
      expect(event.recordedAt - event.at).toBeLessThan(70_000);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it("refuses one event for good: that is told in the FLEET log, and blocks nothing", async () => {
    const sim = flipping();
    sim.at(90, () => {
      sim.topic.fault = "refuses";
    });
    sim.at(120, () => {
      sim.topic.fault = undefined;
    });
    await sim.until(900);
    // Deliver reads the log: the FLEET event wakes it for what SNS would not take, too.
    for (const channel of [sim.slack, sim.webhook]) {
      const failover = channel.received.find(({ event }) => event.kind === "failover");
      expect((failover?.at ?? 0) - (failover?.event.recordedAt ?? 0)).toBeLessThan(60_000);
      expect(failover).toBeDefined();
    }
    expect(heard(sim.slack).filter((what) => what !== "FLEET unpublishable")).toEqual(flip);
    expect((await sim.log("FLEET")).map((event) => event.kind)).toEqual(["unpublishable"]);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it("doubles every message, and half of them come late: everything is told once", async () => {
    const sim = flipping();
    sim.alertMessages.faults.doubled = 1;
    sim.alertMessages.faults.late = 0.5;
    await sim.until(900);
    expect(heard(sim.slack)).toEqual(flip);
    await expectSettled(sim);
  });
});

describe("a channel that people read", () => {
  it.each<[ChannelFault, number, number]>([
    ["429", 90, 250],
    ["500", 90, 250],
    ["429", 90, 900],
    ["500", 90, 900],
  ])("answers %s from %i to %i s: told everything once, in order; the other channel does not wait", async (fault, from, to) => {
    const sim = flipping();
    channelFails(sim, fault, from, to);
    await sim.until(to + 600);
    expect(heard(sim.slack)).toEqual(flip);
    expect(heard(sim.webhook).filter((what) => !what.startsWith("FLEET"))).toEqual(flip);
    // Five minutes without success are told, through the other channel alone.
    const isBroken = to - from > 400;
    expect((await sim.log("FLEET")).map(({ kind }) => kind)).toEqual(isBroken ? ["channel-broken", "channel-working"] : []);
    const failover = sim.webhook.received.find(({ event }) => event.kind === "failover");
    expect(failover && failover.at - failover.event.recordedAt).toBeLessThan(2_000);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it.each<ChannelFault>(["hangs, lost", "hangs, arrived"])(
    "%s, for one send: sent once more, marked as a possible repeat",
    async (fault) => {
      const sim = flipping();
      channelFails(sim, fault, 90, 105);
      await sim.until(900);
      const repeated = fault === "hangs, arrived" ? ["failover", "failover?"] : ["failover?"];
      expect(heard(sim.slack)).toEqual(["first-seen", ...repeated, "answer-back", "recovered"]);
      await expectInvariants(sim);
      await expectSettled(sim);
    },
  );

  it.each<ChannelFault>(["hangs, lost", "hangs, arrived"])(
    "%s, all the time: ends as unknown, never as delivered, and blocks nothing after",
    async (fault) => {
      const sim = flipping();
      channelFails(sim, fault, 90, 250);
      await sim.until(900);
      expect(heard(sim.slack).filter((what) => !what.startsWith("failover"))).toEqual(["first-seen", "answer-back", "recovered"]);
      await expectInvariants(sim);
      await expectSettled(sim, ["delivered", "unknown"]);
      expect(heard(sim.slack).filter((what) => what === "failover").length).toBeLessThanOrEqual(1);
    },
  );

  it("is gone for good: given up, and the other channel hears of everything", async () => {
    const sim = flipping();
    channelFails(sim, "refused", 90, 10_000);
    await sim.until(900);
    expect(heard(sim.webhook).filter((what) => !what.startsWith("FLEET"))).toEqual(flip);
    await expectInvariants(sim);
    await expectDelivered(sim, ["delivered", "given-up"]);
  });

  it("fails for more than an hour: given up at the end of its hour, what comes later is told, and that something was missed", async () => {
    const sim = simulate({ regions: 1 });
    sim.at(95, () => sim.world.fails("primary"));
    channelFails(sim, "500", 90, 4_000);
    sim.at(4_500, () => sim.world.recovers("primary"));
    await sim.until(5_200);
    expect(heard(sim.slack)).toEqual(["first-seen", "reminder", "FLEET channel-working", "answer-back", "recovered"]);
    expect(heard(sim.webhook).filter((what) => !what.startsWith("FLEET") && what !== "reminder")).toEqual(flip);
    await expectSettled(sim, ["delivered", "given-up"]);
  });
});

describe("deliver itself", () => {
  it("does not run for 20 minutes: everything is told when it is back, in order", async () => {
    const sim = flipping();
    sim.at(90, () => void sim.invoker.off.add("deliver"));
    sim.at(1_290, () => void sim.invoker.off.delete("deliver"));
    await sim.until(1_800);
    expect(heard(sim.slack)).toEqual(flip);
    await expectSettled(sim);
  });
});
