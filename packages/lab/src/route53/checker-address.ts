/** Where the lab's health checkers say they stand: documentation addresses, sixteen a region, so that firewall rules can name them. */
import { checkerRegions } from "./check.ts";

export const checkersPerRegion = 2;

export function checkerAddress(region: string, index: number): string {
  return `203.0.113.${16 * Math.max(0, (checkerRegions as readonly string[]).indexOf(region)) + 1 + index}`;
}

export function checkerIpRanges(): string[] {
  return checkerRegions.map((_, index) => `203.0.113.${16 * index}/28`);
}
