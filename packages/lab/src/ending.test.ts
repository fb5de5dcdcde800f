import { describe, expect, it } from "vitest";
import { createEnding } from "./ending.ts";

describe("the ending", () => {
  it("ends the newest first, each once, however often it is asked", async () => {
    const ended: string[] = [];
    const ending = createEnding();
    for (const name of ["first", "second"]) ending.add(() => void ended.push(name));
    expect(ending.begun()).toBe(false);
    await Promise.all([ending.run(), ending.run()]);
    expect(ended).toEqual(["second", "first"]);
    expect(ending.begun()).toBe(true);
  });

  it("goes on past what fails, and says so at the end", async () => {
    const ended: string[] = [];
    const ending = createEnding();
    ending.add(() => void ended.push("first"));
    ending.add(() => Promise.reject(new Error("stuck")));
    await expect(ending.run()).rejects.toThrow("stuck");
    expect(ended).toEqual(["first"]);
  });
});
