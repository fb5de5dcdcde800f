/** Which alerts wait for their like, and where they go; when a group is told is tested beside `closing.ts`. */
import { describe, expect, it } from "vitest";
import type { ToldOf } from "../delivery.ts";
import { FLEET, type FlipwatchEvent } from "../event.ts";
import { sampleEvent } from "../timeline/sample.ts";
import type { OpenGroup } from "./digest.ts";
import { groupOf } from "./group.ts";
import { deliveryPolicyOf } from "./policy.ts";
import type { Story } from "./story.ts";
import { type Treatment, type TreatmentSituation, treatment } from "./treatment.ts";
import { type ChannelWindow, newWindow } from "./window.ts";

const policy = deliveryPolicyOf();
const CHECK = "1f416a68-5beb-4542-a015-64a30a8fc679";

/** Of a name of its own, whose primary's check is shared by so many. */
function flip(name: string, sharedBy?: number, changes: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  const pair = `${name}.example.com/A`;
  const health = { primary: { status: "unhealthy", check: CHECK, sharedBy }, secondary: { status: "healthy" } } as const;
  const incident = { id: `${pair}!1`, openedAt: 1, opening: "failover" as const };
  return sampleEvent(1, "failover", { by: 1 }, { id: `${pair}#1`, pair, severity: "critical", health, incident, ...changes });
}

function region(kind: "region-silent" | "region-back", name: string, voting?: number): FlipwatchEvent {
  const detail = { shard: 0, ...(voting === undefined ? {} : { voting, regions: 3 }) };
  return sampleEvent(1, kind, { by: 1 }, { pair: FLEET, id: `${FLEET}#${name}`, region: name, severity: "warning", detail });
}

const story: Story = {
  log: "digest:group:check:failover:slack:ops:1",
  cause: `check:${CHECK}`,
  openedAt: 1,
  told: 300,
  over: 20,
  number: 1,
  at: 1_000,
};
const silent = (...regions: string[]): ToldOf => ({ conditions: regions.map((name) => `region-silent:${name}#0`) });
const known = flip("known", 300).incident?.id;

describe("the group of an alert", () => {
  it.each<[string, FlipwatchEvent, ToldOf, string | undefined, number?]>([
    ["is its health check's, where more pairs share that than are told of at once", flip("a", 6), {}, `check:${CHECK}`, 6],
    ["is none where so many may be told by themselves", flip("a", 5), {}, undefined],
    ["is none where nobody shares the check", flip("a"), {}, undefined],
    ["is none without a check", flip("a", 300, { health: undefined }), {}, undefined],
    ["is none for what goes on by itself", flip("known", 300), { incident: known, alone: true }, undefined],
    [
      "is the check's for another incident than the one told by itself",
      flip("a", 300),
      { incident: known, alone: true },
      `check:${CHECK}`,
      300,
    ],
    [
      "is its story, with all whose incidents are not over",
      flip("known", 300),
      { incident: known, story: story.log },
      `its ${story.log}`,
      280,
    ],
    [
      "is its story though by now the check is the pair's alone",
      flip("known"),
      { incident: known, story: story.log },
      `its ${story.log}`,
      280,
    ],
    ["is its check's story, where it is told of only now", flip("known", 320), {}, `its ${story.log}`, 20],
    [
      "is its check's story with what is not over, where it tells of no beginning",
      flip("known", 320, { kind: "secondary-unhealthy" }),
      {},
      `its ${story.log}`,
      280,
    ],
    [
      "is its check's story, whatever it was told in",
      flip("known", 300, { kind: "reminder" }),
      { incident: known },
      `its ${story.log}`,
      280,
    ],
    ["is all silent regions, where it is not the only one", region("region-silent", "us-east-2", 1), {}, "regions", 2],
    ["is none for the only silent region", region("region-silent", "us-east-2", 2), {}, undefined],
    ["is none where the others were told before", region("region-silent", "us-east-2", 1), silent("eu-central-1"), undefined],
    ["is none where it does not say who votes", region("region-silent", "us-east-2"), {}, undefined],
    [
      "is all regions told to be silent, when one is back",
      region("region-back", "us-east-2"),
      silent("us-east-2", "eu-central-1"),
      "regions",
      2,
    ],
    ["is none when the only one is back", region("region-back", "us-east-2"), silent("us-east-2"), undefined],
  ])("%s", (_name, event, told, cause, expected) => {
    // Another check's story has no say.
    const stories = event.pair === FLEET || event.pair === "known.example.com/A" ? [story] : [{ ...story, cause: "check:another" }];
    const group = groupOf(event, told, { channel: "slack:ops", stories }, policy);
    expect([group?.story === undefined ? group?.cause : `its ${group.story.log}`, group?.expected]).toEqual([cause, expected]);
  });
});

/** Treats one alert after the other at its moment, each the first of its log unless told, and keeps the window. */
class Readers {
  window: ChannelWindow = newWindow("slack:ops");

  treat(now: number, event: FlipwatchEvent, changes: Partial<TreatmentSituation> = {}): Treatment {
    const channel = { id: "slack:ops", audience: "people" } as const;
    const { window } = this;
    const treated = treatment(event, { channel, told: {}, tags: {}, mutes: [], now, policy, window, ...changes });
    if ("window" in treated) this.window = treated.window ?? window;
    return treated;
  }

  /** What becomes of it in a word: the digest's id, or how it is treated. */
  where(now: number, event: FlipwatchEvent, changes: Partial<TreatmentSituation> = {}): string {
    const treated = this.treat(now, event, changes);
    return treated.kind === "digest" ? treated.digest.id : treated.kind;
  }

  /** As if its groups had been told. */
  close(): void {
    this.window = { ...this.window, groups: [] };
  }
}

describe("an alert of a group", () => {
  const group = (kind: string, at: number) => `digest:group:check%3A${CHECK}:${kind}:slack:ops:${at}`;

  it("waits with all the others of its kind in one digest, and with none of another check", () => {
    const readers = new Readers();
    const opened = readers.treat(1_000, flip("a", 300));
    expect(opened).toMatchObject({ kind: "digest", digest: { id: group("failover", 1_000), dueAt: 6_000, expected: 300 }, why: "check" });
    expect(readers.where(1_900, flip("b", 300))).toBe(group("failover", 1_000));
    expect(readers.where(2_000, flip("c", 300, { kind: "dark" }))).toBe(group("dark", 2_000));
    expect(readers.where(2_100, flip("d", undefined, { health: undefined }))).toBe("send");
  });

  it("takes what follows in its log along, of whatever kind", () => {
    const readers = new Readers();
    readers.where(1_000, flip("a", 300));
    const digest = { id: group("failover", 1_000), isUnsent: true };
    expect(readers.where(1_100, flip("a", 300, { kind: "dark" }), { digest })).toBe(digest.id);
  });

  it("is never in one named like an earlier one, however the same moments come once more", () => {
    const readers = new Readers();
    readers.where(1_000, flip("a", 300));
    readers.close();
    readers.window = { ...readers.window, sent: [] };
    expect(readers.where(1_000, flip("b", 300))).toBe(group("failover", 1_001));
  });

  it("that comes when the group was told is in the minute's digest; a minute later it is a group's again", () => {
    const readers = new Readers();
    readers.where(0, flip("a", 300));
    readers.close();
    expect(readers.where(20_000, flip("b", 300))).toBe("digest:slack:ops:20000");
    expect(readers.where(60_001, flip("c", 300))).toBe(group("failover", 60_001));
  });

  it("counts as one of five: the sixth cause in a minute is in the minute's digest", () => {
    const readers = new Readers();
    const other = (index: number) =>
      flip(`name-${index}`, 300, {
        health: { primary: { status: "unhealthy", check: `check-${index}`, sharedBy: 300 }, secondary: { status: "healthy" } },
      });
    for (let index = 0; index < 4; index += 1) readers.where(index, other(index));
    expect(readers.where(4, flip("alone"))).toBe("send");
    expect(readers.where(5, other(5))).toBe("digest:slack:ops:5");
  });
});

describe("an alert of a story", () => {
  const told: ToldOf = { incident: known, story: story.log };
  const recovered = flip("known", 300, { kind: "recovered", severity: "info" });
  const follow = (readers: Readers) => readers.window.groups?.at(-1) as OpenGroup;
  function reading(): Readers {
    const readers = new Readers();
    readers.window = { ...readers.window, stories: [story] };
    return readers;
  }

  it("is in the story's next message, also when people were told enough for the minute", () => {
    const readers = reading();
    for (const name of ["a", "b", "c", "d", "e"]) expect(readers.where(90_000, flip(name, undefined, { health: undefined }))).toBe("send");
    expect(readers.where(90_000, recovered, { told })).toBe(`${story.log}#2`);
    expect(follow(readers)).toMatchObject({ expected: 280, dueAt: 95_000 });
  });

  it("comes a minute after the message before, unless it is critical", () => {
    const [calm, grave] = [reading(), reading()];
    calm.where(10_000, recovered, { told });
    grave.where(10_000, flip("known", 300, { kind: "dark" }), { told });
    expect([follow(calm).dueAt, follow(grave).dueAt]).toEqual([66_000, 15_000]);
  });

  it("has a number of its own for each of its messages that wait at the same time", () => {
    const readers = reading();
    readers.where(90_000, recovered, { told });
    expect(readers.where(90_100, flip("known", 300, { kind: "dark" }), { told })).toBe(`${story.log}#3`);
    readers.window = { ...readers.window, closing: readers.window.groups ?? [], groups: [] };
    expect(readers.where(90_200, flip("known", 300, { kind: "stray" }), { told })).toBe(`${story.log}#4`);
  });
});
