import type { Finding } from "@flipwatch/core/pair";
import { describe, expect, it } from "vitest";
import { gravestFirst } from "./findings-page.tsx";

const finding = (severity: Finding["severity"], pair: string, rule: Finding["rule"]): Finding => ({
  id: `${rule}:${pair}`,
  rule,
  severity,
  pair,
  message: "",
  why: "",
  fix: "",
});

describe("findings", () => {
  it("are listed by severity, then by pair and rule", () => {
    const listed = [
      finding("info", "a/A", "unobserved-private-zone"),
      finding("warning", "a/A", "sides-share-values"),
      finding("critical", "b/A", "second-primary"),
      finding("critical", "b/A", "missing-secondary"),
      finding("critical", "a/A", "second-primary"),
    ];
    expect(gravestFirst(listed).map(({ id }) => id)).toEqual([
      "second-primary:a/A",
      "missing-secondary:b/A",
      "second-primary:b/A",
      "sides-share-values:a/A",
      "unobserved-private-zone:a/A",
    ]);
  });
});
