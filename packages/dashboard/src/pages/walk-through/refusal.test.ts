import { describe, expect, it } from "vitest";
import { refusalWords } from "./refusal.ts";

describe("what Route 53 refuses is told as the lesson's rule", () => {
  it.each([
    [
      "a primary without a health check",
      "A non-alias primary ResourceRecordSet must have an associated health check. No changes made.",
      "walk.refused.no-check",
    ],
    [
      "a second primary",
      "RRSet with DNS name failover.example.com., type A cannot be created as another RRSet exists with the same name, type and failover PRIMARY.",
      "walk.refused.second",
    ],
    [
      "the same record once more",
      "Tried to create resource record set [name='failover.example.com.', type='A', set identifier='EU'] but it already exists",
      "walk.refused.exists",
    ],
    [
      "a CNAME beside other records",
      "RRSet of type CNAME with DNS name failover.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.",
      "walk.refused.conflict",
    ],
    [
      "an address that is none",
      "Invalid Resource Record: FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)",
      "walk.refused.value",
    ],
    ["anything else", "The request was rejected because Route 53 was still processing a prior request.", "walk.refused.other"],
  ])("%s", (_, said, expected) => {
    expect(refusalWords(said)).toBe(expected);
  });
});
