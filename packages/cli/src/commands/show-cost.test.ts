import { parseConfig } from "@flipwatch/core";
import type { Counted } from "@flipwatch/core/cost/watching";
import { expect, it } from "vitest";
import { costLines, costsOf } from "./show-cost.ts";

const { config } = parseConfig({ home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"], zones: ["example.com"] });
const shown = (counted: Counted) => costLines(costsOf(config, counted), ["probe.intervalSeconds: dear."]);

it("shows a line for each service with what it is for, the sum, what `run` costs, and what is dear", () => {
  const lines = shown({ pairs: 1_000 });
  expect(lines[0]).toContain("a month for 1,000 pairs with 2,000 health checks, from 3 regions every 10 s");
  // 1,000 × 3 × 7 × 43,800 = 919,800,000 queries at $0.40 a million.
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}Route 53 queries +\$367\.92 {2}919,800,000 queries$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}in all +\$\d+\.\d\d$/));
  // 306.6 million queries for $122.64, and $350.40 for metrics.
  expect(lines).toContainEqual(expect.stringMatching(/^`flipwatch run` .*: \$473\.04 a month to AWS/));
  expect(lines.at(-1)).toBe("▲ probe.intervalSeconds: dear.");
});

it("says that the pairs of a zone were assumed", () => {
  expect(shown({})[0]).toContain("10 pairs (assumed: ten a zone; --pairs says it better) with 20 health checks");
});

it("begins with one machine where the configuration is for one, and says below what a deployment would cost", () => {
  const { config } = parseConfig({ zones: ["example.com"] });
  const lines = costLines(costsOf(config, { pairs: 10 }), []);
  // 10 × 7 × 43,800 queries for $1.23 and 20 × 2 × 43,800 metrics for $17.52.
  expect(lines[0]).toContain("$18.75 a month for 10 pairs with 20 health checks, from 1 region every 10 s");
  expect(lines.join("\n")).not.toMatch(/Lambda|DynamoDB|KMS/);
  expect(lines).toContainEqual(expect.stringMatching(/^Deployed, and asked from 3 regions: about \$\d\d\.\d\d a month/));
});
