import { describe, expect, it } from "vitest";
import type { ToldOf } from "../delivery.ts";
import { FLEET, type FlipwatchEvent } from "../event.ts";
import type { Mute } from "../mutes.ts";
import { sampleEvent, samplePair } from "../timeline/sample.ts";
import { deliveryPolicyOf, type TreatedChannel } from "./policy.ts";
import type { Route } from "./route.ts";
import { afterTold, afterUntold } from "./told.ts";
import { type Treatment, type TreatmentSituation, treatment } from "./treatment.ts";
import { newWindow } from "./window.ts";

const slack: TreatedChannel = { id: "slack:ops", audience: "machines" };
const incident = { id: `${samplePair}!100`, openedAt: 100, opening: "failover" as const };
const ended = { ...incident, closedAt: 900 };
const failover = sampleEvent(1, "failover", { by: 100 }, { severity: "critical", incident });
const answerBack = sampleEvent(2, "answer-back", { by: 800 }, { incident });
const recovered = sampleEvent(3, "recovered", { by: 900 }, { incident: ended });
const reminder = sampleEvent(4, "reminder", { by: 500 }, { severity: "warning", incident });
const escalated = sampleEvent(5, "unacknowledged", { by: 600 }, { severity: "critical", incident, detail: { channels: ["slack:ops"] } });
const secondaryDown = sampleEvent(6, "secondary-unhealthy", { by: 300 }, { severity: "warning", incident });
const secondaryUp = sampleEvent(7, "secondary-healthy", { by: 400 }, { incident });
const broken = sampleEvent(1, "channel-broken", { by: 1 }, { pair: FLEET, severity: "critical", detail: { channel: "slack:ops" } });
const working = sampleEvent(2, "channel-working", { by: 2 }, { pair: FLEET, detail: { channel: "pagerduty:0" } });

const mute: Mute = { id: "m", pairs: "*.example.com", from: 0, until: 10_000, by: "somebody", via: "cli" };
const toldOfIt: ToldOf = { incident: incident.id };
const elsewhere: Route[] = [{ channels: ["pagerduty:0"] }];
const urgent: Route[] = [{ severity: "critical", channels: ["slack:ops"] }];

function treat(event: FlipwatchEvent, changes: Partial<TreatmentSituation> = {}): Treatment {
  return treatment(event, { channel: slack, told: {}, tags: {}, mutes: [], now: 1_000, policy: deliveryPolicyOf(), ...changes });
}
const how = (treated: Treatment) => (treated.kind === "suppress" ? treated.reason : treated.kind);

describe("the treatment of an event", () => {
  it.each<[string, FlipwatchEvent, Partial<TreatmentSituation>, string]>([
    ["sends an opening where nothing stands against it", failover, {}, "send"],
    ["suppresses what the channel does not take", failover, { channel: { ...slack, takes: () => false } }, "not-taken"],
    ["suppresses what is muted", failover, { mutes: [mute] }, "muted"],
    ["asks about the time of recording, not of telling", failover, { mutes: [{ ...mute, until: 301 }], now: 99_999 }, "muted"],
    ["sends what was recorded after the mute", failover, { mutes: [{ ...mute, until: 300 }] }, "send"],
    ["suppresses what no route gives to the channel", failover, { routes: elsewhere }, "no-route"],
    ["sends what one of several routes gives to it", failover, { routes: [...elsewhere, ...urgent] }, "send"],
    [
      "suppresses what a route gives to it at other hours",
      failover,
      { routes: [{ channels: ["slack:ops"], hours: { from: "08:00", to: "18:00", timeZone: "UTC" } }] },
      "hours",
    ],
    ["sends the end to who was told of the opening", recovered, { told: toldOfIt }, "send"],
    ["sends that end whatever mutes say meanwhile", recovered, { told: toldOfIt, mutes: [mute] }, "send"],
    ["sends that end whatever routes say meanwhile", recovered, { told: toldOfIt, routes: urgent }, "send"],
    ["keeps the end from who was not told of the opening", recovered, {}, "untold"],
    ["keeps the end of another incident", recovered, { told: { incident: "another" } }, "untold"],
    ["keeps an answer back from who was not told", answerBack, {}, "untold"],
    ["keeps a reminder from who was not told", reminder, {}, "untold"],
    ["suppresses an answer back that routes give to others", answerBack, { told: toldOfIt, routes: urgent }, "no-route"],
    ["sends an escalation to the channel it names, whatever routes say", escalated, { routes: elsewhere }, "send"],
    ["keeps an escalation from who was not told and is not named", escalated, { channel: { ...slack, id: "teams:0" } }, "untold"],
    ["suppresses an escalation while muted", escalated, { mutes: [mute] }, "muted"],
    ["tells an escalated channel all of that incident", answerBack, { told: { ...toldOfIt, escalated: true }, routes: elsewhere }, "send"],
    ["sends what is beside the incident also to who was not told of it", secondaryDown, {}, "send"],
    [
      "sends the end of a condition to who was told of it",
      secondaryUp,
      { told: { conditions: ["secondary-unhealthy"] }, routes: urgent },
      "send",
    ],
    ["keeps the end of a condition from who was not", secondaryUp, {}, "untold"],
    ["does not tell a channel that it is broken", broken, {}, "itself"],
    ["tells another channel so", broken, { channel: { ...slack, id: "teams:0" } }, "send"],
    ["tells that it works to who was told that it did not", working, { told: { conditions: ["channel-broken:pagerduty:0"] } }, "send"],
    [
      "does not tell a channel that it works again",
      sampleEvent(2, "channel-working", { by: 2 }, { pair: FLEET, detail: { channel: "slack:ops", givenUp: 0 } }),
      {},
      "itself",
    ],
    [
      "tells a channel that works again what it missed",
      sampleEvent(2, "channel-working", { by: 2 }, { pair: FLEET, detail: { channel: "slack:ops", givenUp: 3 } }),
      {},
      "send",
    ],
    ["sends machines everything of a flapping pair", sampleEvent(1, "failover", { by: 1 }, { detail: { flapping: true } }), {}, "send"],
    [
      "digests for people what a flapping pair does",
      sampleEvent(1, "failover", { by: 1 }, { detail: { flapping: true } }),
      { channel: { ...slack, audience: "people" }, window: newWindow("slack:ops") },
      "digest",
    ],
    [
      "waits for a digest on its way that holds earlier events of the log",
      recovered,
      {
        told: toldOfIt,
        channel: { ...slack, audience: "people" },
        window: newWindow("slack:ops"),
        digest: { id: "digest:slack:ops:1", isUnsent: true },
      },
      "hold",
    ],
  ])("%s", (_name, event, changes, expected) => {
    expect(how(treat(event, changes))).toBe(expected);
  });
});

describe("what a channel was told", () => {
  const tell = (told: ToldOf, event: FlipwatchEvent) => afterTold(told, event, "slack:ops");

  it.each<[string, ToldOf, ToldOf]>([
    ["is an incident after its opening, and that it was told by itself", tell({}, failover), { ...toldOfIt, alone: true }],
    ["is an incident after a digest with its opening", afterTold({}, failover, "slack:ops", "digest"), toldOfIt],
    [
      "is an incident and its story after a group's message",
      afterTold({}, failover, "slack:ops", { story: "s" }),
      { ...toldOfIt, story: "s" },
    ],
    [
      "stays in its story whatever is told by itself beside it",
      tell({ ...toldOfIt, story: "s" }, sampleEvent(2, "dark", { by: 2 }, { incident })),
      { ...toldOfIt, story: "s" },
    ],
    [
      "is another incident than before, told in another way",
      tell({ incident: "before", story: "s" }, failover),
      { ...toldOfIt, alone: true },
    ],
    [
      "is an incident after a worsening, where the opening was missed",
      tell({}, sampleEvent(2, "dark", { by: 2 }, { incident })),
      { ...toldOfIt, alone: true },
    ],
    [
      "is an incident, and all of it, after an escalation that names the channel",
      tell({}, escalated),
      { ...toldOfIt, alone: true, escalated: true },
    ],
    ["is no incident after something beside it", tell({}, secondaryDown), { conditions: ["secondary-unhealthy"] }],
    ["is nothing after the end", tell({ ...toldOfIt, alone: true, escalated: true }, recovered), {}],
    ["is nothing after an end that was kept from it", afterUntold({ ...toldOfIt, story: "s" }, recovered), {}],
    ["is a condition no more after its end", tell({ conditions: ["secondary-unhealthy"] }, secondaryUp), {}],
    [
      "is no blindness any more once a role is served",
      afterUntold({ conditions: ["unknown", "flapping"] }, sampleEvent(2, "failover", { by: 2 }, { to: "secondary" })),
      { conditions: ["flapping"] },
    ],
    [
      "is a region by its shard",
      tell({}, sampleEvent(1, "region-silent", { by: 1 }, { pair: FLEET, region: "us-east-2", detail: { shard: 3 } })),
      { conditions: ["region-silent:us-east-2#3"] },
    ],
    [
      "is a region no more when it is not configured any more, whatever the shard",
      tell(
        { conditions: ["region-silent:us-east-2#3", "region-silent:us-east-20#3"] },
        sampleEvent(2, "region-back", { by: 2 }, { pair: FLEET, region: "us-east-2" }),
      ),
      { conditions: ["region-silent:us-east-20#3"] },
    ],
  ])("%s", (_name, told, expected) => {
    expect(told).toEqual(expected);
  });
});
