import { describe, expect, it } from "vitest";
import { createWork } from "./work.ts";

describe("work under a name", () => {
  it("never overlaps with itself, and a request while it runs makes it run exactly once more", async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const work = createWork(
      async () => {
        running += 1;
        most = Math.max(most, running);
        runs += 1;
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
      () => expect.unreachable(),
    );
    work.ask("shard 0");
    for (let i = 0; i < 5; i += 1) work.ask("shard 0");
    await work.idle();
    expect([most, runs]).toEqual([1, 2]);
  });

  it("runs different names side by side", async () => {
    const started: string[] = [];
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const work = createWork(
      async (name) => {
        started.push(name);
        await gate;
      },
      () => expect.unreachable(),
    );
    work.ask("a");
    work.ask("b");
    expect(started).toEqual(["a", "b"]);
    release();
    await work.idle();
  });

  it("goes on after trouble, which is heard of once", async () => {
    const heard: string[] = [];
    const done: string[] = [];
    const work = createWork(
      async (name) => {
        if (name === "bad") throw new Error("no");
        done.push(name);
      },
      (name, problem) => heard.push(`${name}: ${(problem as Error).message}`),
    );
    work.ask("bad");
    work.ask("good");
    await work.idle();
    work.ask("bad");
    await work.idle();
    expect([heard, done]).toEqual([["bad: no", "bad: no"], ["good"]]);
  });
});
