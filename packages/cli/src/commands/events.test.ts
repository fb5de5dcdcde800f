import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addEvents, pairOption, sinceOption } from "./events.ts";

describe("the options of events", () => {
  it.each([
    ["failover.example.com/A", "failover.example.com/A"],
    ["Failover.Example.COM./a", "failover.example.com/A"],
    ["FLEET", "FLEET"],
    ["CHECK:1f416a68", "CHECK:1f416a68"],
  ])("take %s for a log", (text, id) => {
    expect(pairOption(text)).toBe(id);
  });

  it("refuse what is no pair, and what is no moment", () => {
    expect(() => pairOption("failover.example.com")).toThrow("Give name and type");
    expect(() => sinceOption("yesterday")).toThrow("Give an age");
  });

  it("show the default of --since as people write it", () => {
    const program = new Command();
    addEvents(program);
    expect(program.commands[0]?.helpInformation()).toContain("default: 24h");
  });
});
