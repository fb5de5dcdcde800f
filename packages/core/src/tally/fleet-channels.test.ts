import { describe, expect, it } from "vitest";
import { at, scenePolicy } from "../decide/scene.ts";
import { afterArchived, afterPublished } from "../decide/settle.ts";
import { type EventKind, FLEET, type FlipwatchEvent } from "../event.ts";
import type { FleetFact } from "./facts.ts";
import { fleet, newLogHead } from "./fleet.ts";

const broken = (channel = "slack:ops"): FleetFact => ({ kind: "channel-broken", channel, error: "HTTP 500", since: at(0), at: at(300) });
const working = (channel = "slack:ops"): FleetFact => ({ kind: "channel-working", channel, at: at(900) });
const givenUp = (number: number, channel = "slack:ops"): FleetFact => ({
  kind: "delivery-given-up",
  event: `failover.example.com/A#${number}`,
  channel,
  error: "HTTP 500",
  at: at(400 + number),
});
const five = [1, 2, 3, 4, 5].map((number) => givenUp(number));

/** Runs one after another; everything told is settled in between. */
function told(...runs: FleetFact[][]): FlipwatchEvent[] {
  let head = newLogHead(FLEET);
  return runs.flatMap((facts) => {
    const result = fleet(head, facts, at(1_000), { policy: scenePolicy(3), recordedAt: at(1_000) });
    const last = result.head.nextNumber - 1;
    head = afterPublished(afterArchived(result.head, last), last);
    return result.events;
  });
}

describe("channels in the FLEET log", () => {
  it.each<[string, FleetFact[][], EventKind[]]>([
    ["break once, however often that is found", [[broken()], [broken()]], ["channel-broken"]],
    ["work again once", [[broken()], [working()], [working()]], ["channel-broken", "channel-working"]],
    ["that never broke do not work again", [[working()]], []],
    ["break each by itself", [[broken(), broken("sns:0")], [working("sns:0")]], ["channel-broken", "channel-broken", "channel-working"]],
    [
      "that are broken give up three events one by one, and the rest in silence",
      [[broken(), ...five], [working()]],
      ["channel-broken", "delivery-given-up", "delivery-given-up", "delivery-given-up", "channel-working"],
    ],
    ["that work are told of each event given up", [five], Array<EventKind>(5).fill("delivery-given-up")],
    [
      "count anew with the next break",
      [[broken(), ...five], [working()], [broken(), givenUp(6)]],
      [
        "channel-broken",
        "delivery-given-up",
        "delivery-given-up",
        "delivery-given-up",
        "channel-working",
        "channel-broken",
        "delivery-given-up",
      ],
    ],
  ])("%s", (_name, runs, expected) => {
    expect(told(...runs).map(({ kind }) => kind)).toEqual(expected);
  });

  it("say at the end how many events were given up, and how to see them", () => {
    const last = told([broken(), ...five], [working()]).at(-1);
    expect(last?.message).toBe(
      "Alerts to slack:ops work again, after 15 min. 5 alerts given up meanwhile: `flipwatch deliveries --failed --channel slack:ops` lists them, `--redrive` sends them again.",
    );
    expect(last?.detail).toMatchObject({ channel: "slack:ops", givenUp: 5, since: at(0) });
  });
});
