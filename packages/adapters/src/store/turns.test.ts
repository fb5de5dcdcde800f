import { describe, expect, it } from "vitest";
import { createTurns } from "./turns.ts";

describe("turns under a name", () => {
  it("come one after the other, in the order they were asked for, whatever became of the one before", async () => {
    const inTurn = createTurns();
    const log: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = inTurn("a", async () => {
      log.push("first begins");
      await gate;
      log.push("first ends");
      throw new Error("no");
    });
    const second = inTurn("a", async () => log.push("second"));
    await inTurn("b", async () => log.push("another name"));
    release();
    await expect(first).rejects.toThrow("no");
    await second;
    expect(log).toEqual(["first begins", "another name", "first ends", "second"]);
  });
});
