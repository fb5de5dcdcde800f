/** Which findings are left to be told, and what the FLEET log makes of them over several runs. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type Finding, FLEET, fleet, newLogHead, policyOf } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { leaveFindings } from "./leave-findings.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const policy = policyOf({ regions: ["us-east-2"], intervalSeconds: 10 });
let records: Records;
beforeEach(() => {
  records = createRecords(createMemoryTable());
});

const finding = (name: string, severity: Finding["severity"] = "warning"): Finding => ({
  id: `missing-secondary:${name}/A`,
  rule: "missing-secondary",
  severity,
  pair: `${name}/A`,
  message: `${name} has no secondary.`,
  why: "Route 53 answers nothing then.",
  fix: "Add one.",
});
const many = (count: number) => Array.from({ length: count }, (_, index) => finding(`n${index}.example.com`));

async function left(before: Finding[], after: Finding[], at = NOON): Promise<string[]> {
  await leaveFindings(records.inbox, before, after, at);
  return (await records.inbox.oldest()).map((fact) => ("finding" in fact ? `${fact.kind} ${fact.finding.id}` : fact.kind)).toSorted();
}

describe("findings that came and went", () => {
  const [a, b] = [finding("a.example.com"), finding("b.example.com", "critical")];
  it.each<[string, Finding[], Finding[], string[]]>([
    ["a new one", [a], [a, b], ["finding-opened missing-secondary:b.example.com/A"]],
    ["one that went", [a, b], [b], ["finding-closed missing-secondary:a.example.com/A"]],
    ["the same", [a, b], [b, a], []],
    ["advice, which is only listed", [], [finding("c.example.com", "info")], []],
  ])("%s", async (_, before, after, expected) => {
    expect(await left(before, after)).toEqual(expected);
  });

  it("are told one by one up to twenty, the worst first, and then as a number", async () => {
    const facts = await left([], [...many(30), b]);
    expect(facts.filter((fact) => fact.startsWith("finding-opened"))).toHaveLength(20);
    expect(facts).toContain("finding-opened missing-secondary:b.example.com/A");
    expect(facts).toContain("findings-more");
  });

  it("are told once each, though a discover was stopped and left them twice; an end only where the opening was told", async () => {
    const told: string[] = [];
    let head = newLogHead(FLEET);
    const tell = async () => {
      const facts = await records.inbox.oldest();
      const result = fleet(head, facts, NOON + 90_000, { policy, recordedAt: NOON + 90_000 });
      told.push(...result.events.map(({ kind, message }) => `${kind}: ${message}`));
      head = { ...result.head, tail: [], archivedThrough: result.head.nextNumber - 1 };
      await records.inbox.remove(facts);
    };
    await left([], [a]);
    await left([], [a], NOON + 60_000);
    await tell();
    await left([a], [], NOON + 70_000);
    await left([b], [], NOON + 70_000);
    await tell();
    expect(told).toEqual([
      "finding-opened: a.example.com has no secondary. Add one.",
      "finding-closed: Settled, no longer found: a.example.com has no secondary.",
    ]);
  });

  it("are remembered up to a bound, and told no more beyond it", () => {
    let head = newLogHead(FLEET);
    let told = 0;
    for (const each of many(260)) {
      const result = fleet(head, [{ kind: "finding-opened", finding: each, at: NOON }], NOON, { policy, recordedAt: NOON });
      told += result.events.length;
      head = { ...result.head, tail: [], archivedThrough: result.head.nextNumber - 1 };
    }
    expect(told).toBe(200);
  });
});
