import { describe, expect, it } from "vitest";
import type { Asked } from "./answer.ts";
import { delayMs, type Known, startPoller } from "./poller.ts";

const down: Asked<string> = { kind: "failed", failure: { words: "failed.network", retryable: true } };

/** A poller whose answers and time are given by hand. */
function scene(answers: Asked<string>[], isHidden = () => false) {
  let clock = 1_000;
  let waiting: { ms: number; then: () => void } | undefined;
  const seen: Known<string>[] = [];
  let settled = () => {};
  const poller = startPoller<string>({
    ask: async () => answers.shift() ?? { kind: "same" },
    everyMs: 5_000,
    isHidden,
    now: () => clock,
    random: () => 0.5,
    later: (ms, then) => {
      waiting = { ms, then };
      settled();
      return () => {
        waiting = undefined;
      };
    },
    changed: (known) => seen.push(known),
  });
  const wait = () =>
    new Promise<number>((resolve) => {
      settled = () => resolve(waiting?.ms ?? 0);
      if (waiting !== undefined) settled();
    });
  const pass = async () => {
    await wait();
    const { ms = 0, then } = waiting ?? {};
    clock += ms;
    waiting = undefined;
    then?.();
    return wait();
  };
  return { poller, seen, wait, pass, waiting: () => waiting };
}

describe("a poller", () => {
  it("asks at once, and again in its time; `same` keeps the data and tells that it holds", async () => {
    const { seen, wait, pass } = scene([{ kind: "fresh", data: "one" }, { kind: "same" }, { kind: "fresh", data: "two" }]);
    expect(await wait()).toBe(5_000);
    await pass();
    await pass();
    expect(seen).toEqual([
      { data: "one", at: 1_000 },
      { data: "one", at: 6_000 },
      { data: "two", at: 11_000 },
    ]);
  });

  it("keeps what it knows while it can't ask, backs off, and comes back", async () => {
    const { seen, wait, pass } = scene([{ kind: "fresh", data: "one" }, down, down, { kind: "same" }]);
    await wait();
    expect(await pass()).toBe(1_000);
    expect(seen.at(-1)).toEqual({ data: "one", at: 1_000, failure: down.kind === "failed" ? down.failure : undefined });
    expect(await pass()).toBe(2_000);
    expect(await pass()).toBe(5_000);
    expect(seen.at(-1)).toEqual({ data: "one", at: 9_000 });
  });

  it("forgets everything when nobody is signed in, and rests", async () => {
    const { seen, pass, waiting } = scene([{ kind: "fresh", data: "secret" }, { kind: "unauthorised" }]);
    void pass();
    await until(() => seen.length === 2);
    expect(seen[1]).toEqual({ unauthorised: true });
    expect(waiting()).toBeUndefined();
  });

  it.each(["failed.missing", "failed.conflict"] as const)("asks slowly for what may yet come: %s", async (words) => {
    const absent: Asked<string> = { kind: "failed", failure: { words, retryable: false } };
    const { seen, wait, pass } = scene([absent, absent, { kind: "fresh", data: "there" }]);
    expect(await wait()).toBe(15_000);
    expect(await pass()).toBe(15_000);
    expect(await pass()).toBe(5_000);
    expect(seen.at(-1)).toEqual({ data: "there", at: 31_000 });
  });

  it("asks still more slowly for it while nobody looks", async () => {
    const absent: Asked<string> = { kind: "failed", failure: { words: "failed.missing", retryable: false } };
    expect(await scene([absent], () => true).wait()).toBe(60_000);
  });

  it.each(["failed.forbidden", "failed.asked"] as const)(
    "rests after %s, which asking again won't change, until somebody asks",
    async (words) => {
      const gone: Asked<string> = { kind: "failed", failure: { words, retryable: false } };
      const { poller, seen, waiting, wait } = scene([gone, { kind: "fresh", data: "there" }]);
      await until(() => seen.length === 1);
      expect(waiting()).toBeUndefined();
      poller.again();
      await wait();
      expect(seen[1]).toEqual({ data: "there", at: 1_000 });
    },
  );

  it("asks once where two things ask for it at the same time", async () => {
    const { poller, seen, wait } = scene([{ kind: "fresh", data: "one" }]);
    poller.again();
    poller.again();
    await wait();
    expect(seen).toHaveLength(1);
  });

  it("tells nothing once it is stopped", async () => {
    let reply: (answer: Asked<string>) => void = () => {};
    const answer = new Promise<Asked<string>>((resolve) => {
      reply = resolve;
    });
    const seen: Known<string>[] = [];
    const ports = { everyMs: 1, isHidden: () => false, now: () => 0, random: () => 0, later: () => () => {} };
    let aborted = false;
    const poller = startPoller<string>({
      ...ports,
      ask: (signal) => {
        signal.addEventListener("abort", () => {
          aborted = true;
        });
        return answer;
      },
      changed: (known) => seen.push(known),
    });
    poller.stop();
    reply({ kind: "fresh", data: "late" });
    await answer;
    expect([aborted, seen]).toEqual([true, []]);
  });
});

describe("the wait", () => {
  it.each<[string, Parameters<typeof delayMs>[0], number]>([
    ["is as asked while all is well", { everyMs: 5_000, failures: 0, isHidden: false }, 5_000],
    ["is short after a failure, which may be over at once", { everyMs: 60_000, failures: 1, isHidden: false }, 1_000],
    ["doubles with each further failure", { everyMs: 5_000, failures: 4, isHidden: false }, 8_000],
    ["stops growing at a minute", { everyMs: 5_000, failures: 50, isHidden: false }, 60_000],
    ["is a minute while nobody looks", { everyMs: 5_000, failures: 0, isHidden: true }, 60_000],
    ["is as asked where that is longer than a minute", { everyMs: 300_000, failures: 0, isHidden: true }, 300_000],
    ["grows to what was asked", { everyMs: 300_000, failures: 50, isHidden: false }, 300_000],
  ])("%s", (_name, given, expected) => {
    expect(delayMs(given)).toBe(expected);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !holds(); turn += 1) await Promise.resolve();
  expect(holds()).toBe(true);
}
