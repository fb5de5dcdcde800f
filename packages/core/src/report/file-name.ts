/** What a downloaded report is called: a name that is safe on every file system and in a header, whatever a DNS name contains. */
import type { Ms } from "../time.ts";

export const reportFormats = ["md", "csv", "json"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** `flipwatch-incident-failover.example.com-A-20261122T175855Z.md`: letters, digits, `.` and `-` only, at most 160 characters. */
export function reportFileName({ pair, openedAt, format }: { pair: string; openedAt: Ms; format: ReportFormat | "png" }): string {
  const name = pair
    .replace(/[^A-Za-z0-9.]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 100);
  const moment = `${new Date(openedAt).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  return `flipwatch-incident-${name === "" ? "pair" : name}-${moment}.${format}`;
}
