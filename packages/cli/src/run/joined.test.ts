import { describe, expect, it } from "vitest";
import { joined } from "./joined.ts";

describe("a joined step", () => {
  it("runs once for all who ask while it runs, and again for those who ask later", async () => {
    const ends: ((value: string) => void)[] = [];
    const ask = joined(() => new Promise<string>((end) => ends.push(end)));
    const asked = [ask(), ask()];
    ends[0]?.("first");
    expect(await Promise.all(asked)).toEqual(["first", "first"]);
    const later = ask();
    ends[1]?.("second");
    expect(await later).toBe("second");
    expect(ends).toHaveLength(2);
  });

  it("gives a failure to all who asked, and runs again after it", async () => {
    let runs = 0;
    const ask = joined(async () => {
      runs += 1;
      if (runs === 1) throw new Error("no luck");
      return "worked";
    });
    const asked = [ask(), ask()];
    for (const one of asked) await expect(one).rejects.toThrow("no luck");
    expect(await ask()).toBe("worked");
  });
});
