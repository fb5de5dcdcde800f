/** Leaves word for tally of the findings that came and went, before the list is replaced: a discover that is stopped in between leaves it again. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Finding, Ms } from "@flipwatch/core";

/** A zone seen for the first time may hold thousands of faults; so many are told one by one, the rest as a number. */
const TOLD_MAX = 20;
/** Of those that went only what was told is told again, which is known to the FLEET log alone. */
const ENDED_MAX = 500;

const rank = { critical: 0, warning: 1, info: 2 };

/** Advice is listed and not told; so is what may pass, until it has lasted. */
export async function leaveFindings(
  inbox: Pick<Records["inbox"], "leave">,
  before: readonly Finding[],
  after: readonly Finding[],
  at: Ms,
): Promise<void> {
  const opened = missingIn(before, after).toSorted((a, b) => rank[a.severity] - rank[b.severity]);
  for (const finding of opened.slice(0, TOLD_MAX)) await inbox.leave({ kind: "finding-opened", finding, at });
  if (opened.length > TOLD_MAX) await inbox.leave({ kind: "findings-more", count: opened.length - TOLD_MAX, at });
  for (const finding of missingIn(after, before).slice(0, ENDED_MAX)) await inbox.leave({ kind: "finding-closed", finding, at });
}

/** What is in `list` and not in `known`. */
function missingIn(known: readonly Finding[], list: readonly Finding[]): Finding[] {
  const ids = new Set(known.filter(isTold).map(({ id }) => id));
  return list.filter((finding) => isTold(finding) && !ids.has(finding.id));
}

function isTold({ severity, pending }: Finding): boolean {
  return severity !== "info" && pending !== true;
}
