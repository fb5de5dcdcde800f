/** Findings of discovery and audit: the whole list at once, written only where it changed. */
import type { Finding, Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { pagedList } from "./pages.ts";

/** A finding is a few sentences, about 1 KB. */
const list = pagedList<Finding>(100, keys.findings);

export function createFindings(table: Table): Records["findings"] {
  return {
    async all() {
      // While a list is being replaced, two pages may hold the same finding.
      return [...new Map((await list.read(table)).map((finding) => [finding.id, finding])).values()];
    },
    async replace(findings, at) {
      const sorted = findings.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      await list.write(table, await list.read(table), sorted, at);
    },
  };
}
