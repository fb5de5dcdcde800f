/** AWS's regions, as of November 2026: only for the spelling, since AWS adds some. Whether an account may use one, the region itself says. */
import { nearest } from "@flipwatch/core/config-problems";

const KNOWN: readonly string[] = [
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1", "sa-east-1"],
  ...["eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"],
  ...["af-south-1", "il-central-1", "me-central-1", "me-south-1"],
  ...["ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2"],
  ...["ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7"],
  ...["us-gov-east-1", "us-gov-west-1", "cn-north-1", "cn-northwest-1", "eusc-de-east-1"],
];

/** Undefined for a region that is known; otherwise what somebody may have meant. */
export function misspelt(region: string): { meant?: string } | undefined {
  if (KNOWN.includes(region)) return undefined;
  const meant = nearest(region, KNOWN);
  return meant === undefined ? {} : { meant };
}
