/** Whether what lies in the ballot box is a ballot. Ballots are written by every region, maybe by another version, and read by all. */
import { type Ballot, letterOf } from "@flipwatch/core";

const letters = new RegExp(`^[${Object.values(letterOf).join("")}-]*$`);

/** What is wrong with it, in words; undefined for a good one. */
export function ballotProblem(ballot: Ballot): string | undefined {
  if (!isMap(ballot)) return "it is not an object";
  if (typeof ballot.region !== "string" || !isCount(ballot.shard)) return "it names no region and shard";
  if (!isMoment(ballot.round) || !isMoment(ballot.at)) return "its round or time is no moment";
  if (!isCount(ballot.manifest) || ballot.manifest < 1) return "it names no manifest version";
  if (!isLetters(ballot.votes)) return "its votes are not letters";
  if (!isMap(ballot.views) || !Object.values(ballot.views).every(isLetters)) return "its views are not letters";
  if (!isMap(ballot.evidence) || !Object.values(ballot.evidence).every(isEvidence)) return "its evidence is malformed";
  if (!isMap(ballot.viewEvidence) || !Object.values(ballot.viewEvidence).every(isEvidenceByResolver))
    return "its evidence of views is malformed";
  return undefined;
}

function isEvidenceByResolver(value: unknown): boolean {
  return isMap(value) && Object.values(value).every(isEvidence);
}

function isEvidence(value: unknown): boolean {
  return isMap(value) && isMoment(value.at) && typeof value.reason === "string" && Array.isArray(value.values);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMoment(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isLetters(value: unknown): boolean {
  return typeof value === "string" && letters.test(value);
}
