import { describe, expect, it } from "vitest";
import type { Ballot, Manifest, Slot, VoteEvidence } from "../ballot.ts";
import { at, scenePolicy } from "../decide/scene.ts";
import type { Reading } from "../reading.ts";
import type { TallyState } from "../tally-state.ts";
import { planTally, type TallyInput, type TallyPlan } from "./plan.ts";
import { newTally } from "./rounds.ts";

const [us, eu, ap] = ["us-east-2", "eu-central-1", "ap-northeast-1"] as const;
const policy = scenePolicy(3);
const slot = (pair: string, more: Partial<Slot> = {}): Slot => ({ pair, revision: 1, ...more });
const manifest = (version: number, slots: Slot[]): Manifest => ({ shard: 0, version, at: at(0), slots });
const first = manifest(1, [slot("a.example.com/A", { primaryCheck: "check-a" }), slot("b.example.com/A"), slot("c.example.com/A")]);
const evidence: VoteEvidence = { at: at(1), reason: "A server says so.", values: [], server: "198.51.100.1:53", tookMs: 9 };

/** A region's ballot of the round at `second`, sealed half a second later. */
function ballot(second: number, region: string, votes: string, more: Partial<Ballot> = {}): Ballot {
  return {
    region,
    shard: 0,
    round: at(second),
    at: at(second + 0.5),
    manifest: 1,
    votes,
    evidence: {},
    views: {},
    viewEvidence: {},
    ...more,
  };
}

const round = (second: number, votes: string, more: Partial<Ballot> = {}) =>
  [us, eu, ap].map((region) => ballot(second, region, votes, more));

function plan(state: TallyState, second: number, ballots: Ballot[], more: Partial<TallyInput> = {}): TallyPlan {
  const manifests = new Map([[1, first]]);
  return planTally({ state, ballots, manifests, readings: new Map(), due: [], now: at(second), policy, ...more });
}

/** A shard whose three pairs are on their primaries, tallied at 12 s. */
const steady = () => plan(newTally(0, policy, at(0)), 12, [...round(0, "PPP"), ...round(10, "PPP")]).state;
const pairsOf = ({ pairs }: TallyPlan) => [...pairs.keys()];
const told = ({ fleet }: TallyPlan) => fleet.filter((fact) => fact.kind !== "region-voting");

describe("which pairs are decided", () => {
  it("all of a shard that was never tallied", () => {
    expect(pairsOf(plan(newTally(0, policy, at(0)), 2, round(0, "PPP")))).toHaveLength(3);
  });

  it.each<[string, Ballot[], Partial<TallyInput>, string[]]>([
    ["none in a steady round", round(20, "PPP"), {}, []],
    ["one whose letter changes", [ballot(20, us, "PSP"), ballot(20, eu, "PPP")], {}, ["b.example.com/A"]],
    ["none for a vote that is not cast once", round(20, "P-P"), {}, []],
    ["one that a resolver sees otherwise", [ballot(20, us, "PPP", { views: { "203.0.113.53": "--S" } })], {}, ["c.example.com/A"]],
    ["one that is due", [], { due: ["c.example.com/A"] }, ["c.example.com/A"]],
    ["one whose definition changed", [], { revised: ["b.example.com/A"] }, ["b.example.com/A"]],
    ["none of another shard's pairs", [], { due: ["z.example.com/A"] }, []],
    ["none for another shard's ballot", [ballot(20, us, "SSS", { shard: 1 })], {}, []],
    ["none for a region that is not configured", [ballot(20, "mars-north-1", "SSS")], {}, []],
    ["none for rounds that are merged already", round(10, "SSS"), {}, []],
    ["none for a ballot whose manifest nobody knows", [ballot(20, us, "SSS", { manifest: 9 })], {}, []],
    ["none for a letter of a version to come", [ballot(20, us, "P?P")], {}, []],
  ])("%s", (_name, ballots, more, pairs) => {
    expect(pairsOf(plan(steady(), 22, ballots, more))).toEqual(pairs);
  });

  it("that one is voted on otherwise, where a region does so, not where it is merely due or a resolver sees it otherwise", () => {
    const views = { "203.0.113.53": "--S" };
    const planned = plan(steady(), 22, [ballot(20, us, "PSP", { views }), ballot(20, eu, "P-P")], { due: ["a.example.com/A"] });
    expect([...planned.pairs].map(([pair, { voted }]) => [pair, voted])).toEqual([
      ["a.example.com/A", undefined],
      ["b.example.com/A", true],
      ["c.example.com/A", undefined],
    ]);
  });

  it("one whose health check reads otherwise, by status or by the start of its run, but not by its percentage", () => {
    const reading = (changes: Partial<Reading>): Partial<TallyInput> => ({
      readings: new Map([["check-a", { check: "check-a", status: "healthy", period: at(0), since: at(0), readAt: at(11), ...changes }]]),
    });
    const read = plan(steady(), 13, [], reading({}));
    expect(pairsOf(read)).toEqual(["a.example.com/A"]);
    expect(read.pairs.get("a.example.com/A")?.inputs).toMatchObject([{ kind: "reading", side: "primary", at: at(0) }]);
    expect(pairsOf(plan(read.state, 14, [], reading({ percentage: 94 })))).toEqual([]);
    expect(pairsOf(plan(read.state, 14, [], reading({ status: "unhealthy" })))).toEqual(["a.example.com/A"]);
    expect(pairsOf(plan(read.state, 14, [], reading({ since: at(5) })))).toEqual(["a.example.com/A"]);
  });

  it("one whose reading was not renewed for ten minutes: it is unknown then, never healthy", () => {
    const readings = new Map<string, Reading>([
      ["check-a", { check: "check-a", status: "healthy", period: at(0), since: at(0), readAt: at(11) }],
    ]);
    const before = plan(steady(), 13, round(20, "PPP"), { readings });
    const inputs = plan(before.state, 612, [], { readings }).pairs.get("a.example.com/A")?.inputs;
    expect(inputs).toMatchObject([{ kind: "reading", reading: { status: "unknown" } }]);
  });

  it("every pair of the shard once, when a region's silence outlasts its votes", () => {
    const voting = (second: number) => [ballot(second, us, "PPP"), ballot(second, eu, "PPP")];
    const quiet = plan(steady(), 100, voting(90));
    expect(pairsOf(quiet)).toEqual([]);
    const lapsed = plan(quiet.state, 101, voting(100));
    expect(pairsOf(lapsed)).toHaveLength(3);
    expect(pairsOf(plan(lapsed.state, 112, voting(110)))).toEqual([]);
  });

  it("every pair of the shard, when a gap in the past outlasted a region's votes", () => {
    const planned = plan(steady(), 202, round(200, "PPP"));
    expect(pairsOf(planned)).toHaveLength(3);
    expect(told(planned)).toContainEqual({ kind: "ballots-lost", region: us, shard: 0, from: at(10.5), to: at(200.5) });
  });

  it("one whose slot alone gets no vote for so long, and once more when it gets one again", () => {
    let { state } = plan(steady(), 22, round(20, "P-P"));
    const decided: [number, string[]][] = [];
    for (let second = 30; second <= 120; second += 10) {
      const planned = plan(state, second + 2, round(second, second === 120 ? "PPP" : "P-P"));
      state = planned.state;
      if (planned.pairs.size > 0) decided.push([second, pairsOf(planned)]);
    }
    // Its last vote, of 10.5 s, runs out at 100.5 s.
    expect(decided).toEqual([
      [100, ["b.example.com/A"]],
      [120, ["b.example.com/A"]],
    ]);
  });

  it("a retired pair only to end what is left of it: once, and again while it is due; and its old votes don't count as confirmed should it come back", () => {
    const gone = manifest(
      2,
      first.slots.map((each, index) => (index === 1 ? { ...each, retired: true as const } : each)),
    );
    const manifests = new Map([
      [1, first],
      [2, gone],
    ]);
    const retired = plan(steady(), 22, round(20, "P-P", { manifest: 2 }), { manifests, due: ["b.example.com/A"] });
    expect(retired.pairs).toEqual(new Map([["b.example.com/A", { covered: {}, inputs: [], retired: true }]]));
    const later = (due: string[]) => pairsOf(plan(retired.state, 32, round(30, "P-P", { manifest: 2 }), { manifests, due }));
    expect([later([]), later(["b.example.com/A"])]).toEqual([[], ["b.example.com/A"]]);
    const again = new Map([...manifests, [3, manifest(3, [...first.slots])]]);
    const returned = plan(retired.state, 32, round(30, "PPP", { manifest: 3 }), { manifests: again });
    expect(returned.pairs.get("b.example.com/A")?.covered).toEqual({});
    expect(returned.pairs.get("b.example.com/A")?.inputs).toHaveLength(3);
  });

  it("with one region a new stray or dark vote in each of its first three rounds", () => {
    const lone = scenePolicy(1);
    let { state } = plan(newTally(0, lone, at(0)), 2, [ballot(0, us, "PPP")], { policy: lone });
    const decided: string[][] = [];
    for (const [second, votes] of [
      [10, "PFP"],
      [20, "P-P"],
      [30, "PFP"],
      [40, "PFP"],
      [50, "PFP"],
      [60, "PSP"],
      [70, "PSP"],
    ] as const) {
      const planned = plan(state, second + 2, [ballot(second, us, votes)], { policy: lone });
      state = planned.state;
      decided.push(pairsOf(planned));
    }
    const b = ["b.example.com/A"];
    expect(decided).toEqual([b, [], b, b, [], b, []]);
  });
});

describe("what they are decided by", () => {
  it("a resolver that a region's ballots name no more is unasked there, once, for the pairs that it had a word on", () => {
    const views = (...resolvers: string[]) => ({ views: Object.fromEntries(resolvers.map((resolver) => [resolver, "-S-"])) });
    const asked = plan(steady(), 22, [ballot(20, us, "PPP", views("203.0.113.53", "203.0.113.54")), ballot(20, eu, "PPP")]);
    const unasked = plan(asked.state, 32, [ballot(30, us, "PPP", views("203.0.113.54"))]);
    expect(pairsOf(unasked)).toEqual(["b.example.com/A"]);
    const inputs = unasked.pairs.get("b.example.com/A")?.inputs.filter(({ kind }) => kind === "unasked");
    expect(inputs).toEqual([{ kind: "unasked", at: at(30.5), region: us, resolver: "203.0.113.53" }]);
    expect(pairsOf(plan(unasked.state, 42, [ballot(40, us, "PPP", views("203.0.113.54"))]))).toEqual([]);
  });

  it("every vote in between, in order of time, each with the revision of its own manifest and its evidence", () => {
    const second = manifest(
      2,
      first.slots.map((each) => ({ ...each, revision: 2 })),
    );
    const manifests = new Map([
      [1, first],
      [2, second],
    ]);
    const ballots = [ballot(30, us, "SPP", { manifest: 2 }), ballot(20, eu, "SPP", { evidence: { 0: evidence } }), ballot(20, us, "PPP")];
    const inputs = plan(steady(), 32, ballots, { manifests }).pairs.get("a.example.com/A")?.inputs;
    expect(inputs).toEqual([
      { kind: "vote", at: at(20.5), region: us, verdict: "primary", revision: 1, evidence: undefined },
      { kind: "vote", at: at(20.5), region: eu, verdict: "secondary", revision: 1, evidence },
      { kind: "vote", at: at(30.5), region: us, verdict: "secondary", revision: 2, evidence: undefined },
    ]);
  });

  it("a vote under a new revision is an input for every region that casts one, though the letter stays", () => {
    const second = manifest(2, [...first.slots.slice(0, 1), slot("b.example.com/A", { revision: 2 }), ...first.slots.slice(2)]);
    const manifests = new Map([
      [1, first],
      [2, second],
    ]);
    const one = plan(steady(), 22, [ballot(20, us, "PPP", { manifest: 2 }), ballot(20, eu, "PPP")], { manifests });
    const other = plan(one.state, 32, [ballot(30, us, "PPP", { manifest: 2 }), ballot(30, eu, "PPP", { manifest: 2 })], { manifests });
    expect(pairsOf(one)).toEqual(["b.example.com/A"]);
    expect(pairsOf(other)).toEqual(["b.example.com/A"]);
    expect(other.pairs.get("b.example.com/A")?.inputs).toContainEqual(expect.objectContaining({ region: eu, revision: 2 }));
  });

  it("what was confirmed until then, by region: the last merged ballot, or the last that had a vote for the slot", () => {
    const { state } = plan(steady(), 31, [...round(20, "PPP"), ballot(30, us, "P-P")]);
    const planned = plan(state, 32, [], { due: ["a.example.com/A", "b.example.com/A"] });
    expect(planned.pairs.get("a.example.com/A")?.covered).toEqual({ [us]: at(30.5), [eu]: at(20.5), [ap]: at(20.5) });
    expect(planned.pairs.get("b.example.com/A")?.covered).toEqual({ [us]: at(20.5), [eu]: at(20.5), [ap]: at(20.5) });
  });

  it("views with what the resolver said", () => {
    const seen = { at: at(20), reason: "The resolver says so.", values: [], ttlSeconds: 30 };
    const views = { views: { "203.0.113.53": "S--" }, viewEvidence: { 0: { "203.0.113.53": seen } } };
    const inputs = plan(steady(), 22, [ballot(20, us, "PPP", views)]).pairs.get("a.example.com/A")?.inputs;
    expect(inputs).toContainEqual({
      kind: "view",
      at: at(20.5),
      region: us,
      resolver: "203.0.113.53",
      verdict: "secondary",
      evidence: seen,
    });
  });
});

describe("ballots from the future", () => {
  it("are ignored, reported, and merged when their time has come", () => {
    const early = ballot(40, us, "SPP");
    const planned = plan(steady(), 22, [...round(20, "PPP"), early]);
    expect(pairsOf(planned)).toEqual([]);
    expect(told(planned)).toEqual([{ kind: "ballots-future", region: us, shard: 0, count: 1, aheadMs: 18_500 }]);
    expect(planned.state.regions[us]?.round).toBe(at(20));
    expect(pairsOf(plan(planned.state, 42, [early]))).toEqual(["a.example.com/A"]);
  });

  it("are believed within five seconds: clocks differ a little", () => {
    expect(told(plan(steady(), 15.5, [ballot(20, us, "PPP")]))).toEqual([]);
  });
});

describe("what is told of regions", () => {
  it("a region without a vote for longer than votes stay fresh is silent, every time", () => {
    const ballots = [ballot(100, us, "PPP"), ballot(100, eu, "PPP")];
    const silent = { kind: "region-silent", region: ap, shard: 0, since: at(10.5) };
    const planned = plan(steady(), 102, [...ballots, ballot(60, us, "PPP"), ballot(60, eu, "PPP")]);
    expect(told(planned)).toEqual([silent]);
    expect(told(plan(planned.state, 112, []))).toEqual([silent]);
  });

  it("one whose ballots come but say nothing is silent as well", () => {
    let { state } = plan(steady(), 22, round(20, "PPP"));
    for (let second = 30; second <= 120; second += 10) {
      state = plan(state, second + 2, [ballot(second, us, "PPP"), ballot(second, eu, "---"), ballot(second, ap, "PPP")]).state;
    }
    expect(told(plan(state, 123, []))).toEqual([{ kind: "region-silent", region: eu, shard: 0, since: at(20.5) }]);
  });

  it("one that was never heard is silent from when it should have been", () => {
    const planned = plan(newTally(0, policy, at(0)), 91, [...round(80, "PPP").slice(0, 2)]);
    expect(told(planned)).toEqual([{ kind: "region-silent", region: ap, shard: 0, since: at(0) }]);
  });

  describe("where nobody is asked for any pair", () => {
    const of = (version: number, ...slots: Slot[]) => ({ manifests: new Map([[version, manifest(version, slots)]]) });
    const unasked = of(1, slot("a.example.com/A", { private: true }), slot("b.example.com/A", { retired: true }));
    const withoutVotes = (before: TallyState, from: number, to: number) => {
      let state = before;
      for (let second = from; second <= to; second += 10) state = plan(state, second + 2, round(second, "--"), unasked).state;
      return state;
    };

    it("no region is silent, and one that was told as silent ends", () => {
      const state = withoutVotes(newTally(0, policy, at(0)), 0, 200);
      expect(plan(state, 213, [], unasked).fleet).toEqual([us, eu, ap].map((region) => ({ kind: "region-unasked", region, shard: 0 })));
    });

    it("nor is one silent at once when a pair turns public: it counts from then", () => {
      const state = withoutVotes(newTally(0, policy, at(0)), 0, 200);
      const asked = of(2, slot("a.example.com/A", { revision: 2 }), slot("b.example.com/A", { retired: true }));
      expect(told(plan(state, 213, [], asked))).toEqual([]);
      expect(told(plan(state, 291, [], asked)).map(({ kind }) => kind)).toEqual(Array(3).fill("region-silent"));
    });
  });
});

describe("the state", () => {
  it("is the same however the ballots are cut into runs", () => {
    const ballots = [0, 10, 20, 30, 40].flatMap((second) => round(second, second >= 20 ? "PSP" : "P-P"));
    const whole = plan(newTally(0, policy, at(0)), 42, ballots).state;
    let state = newTally(0, policy, at(0));
    for (let index = 0; index < ballots.length; index += 2) state = plan(state, 42, ballots.slice(index, index + 2)).state;
    expect(state).toEqual(whole);
  });

  it("moves no cursor without a merged ballot", () => {
    expect(plan(steady(), 22, []).state.regions).toEqual(steady().regions);
  });

  it("takes a new region in, and drops one that is not configured any more", () => {
    const other = { ...policy, regions: [us, eu, "sa-east-1"] };
    const { state } = plan(steady(), 22, [ballot(20, "sa-east-1", "PPP")], { policy: other });
    expect(Object.keys(state.regions)).toEqual([us, eu, "sa-east-1"]);
  });
});
