/** Tells of a finding when it opens, and of its end where its opening was told. */
import { counted } from "../phrases.ts";
import { type Desk, ends, type Of, opens, tellFleet } from "./desk.ts";

/** Open findings that are remembered as told; what is found beyond that is listed by the API, and not told. */
const FINDINGS_REMEMBERED_MAX = 200;

const PREFIX = "finding:";

export function finding(desk: Desk, fact: Of<"finding-opened" | "finding-closed" | "findings-more">): void {
  if (fact.kind === "finding-opened") opened(desk, fact);
  else if (fact.kind === "finding-closed") closed(desk, fact);
  else more(desk, fact);
}

function more(desk: Desk, { count, at }: Of<"findings-more">): void {
  const { open } = desk.head;
  if (at <= (open["findings-more"] ?? 0)) return;
  open["findings-more"] = at;
  const message = `${counted(count, "more audit finding")} at the same time: /api/findings lists them all.`;
  tellFleet(desk, "finding-opened", { by: at }, message, { detail: { count } });
}

function opened(desk: Desk, { finding: found, at }: Of<"finding-opened">): void {
  const remembered = Object.keys(desk.head.open).filter((key) => key.startsWith(PREFIX)).length;
  if (remembered >= FINDINGS_REMEMBERED_MAX || !opens(desk, PREFIX + found.id, at)) return;
  const message = `${found.message} ${found.fix}`;
  tellFleet(desk, "finding-opened", { by: at }, message, { severity: severityOf(found.severity), detail: { ...found } });
}

function closed(desk: Desk, { finding: found, at }: Of<"finding-closed">): void {
  const since = ends(desk, PREFIX + found.id);
  if (since === undefined) return;
  tellFleet(desk, "finding-closed", { by: at }, `Settled, no longer found: ${found.message}`, { detail: { ...found, since } });
}

/** What is wrong with the records pages nobody at night: it is told as a warning at most. */
function severityOf(severity: "critical" | "warning" | "info"): "warning" | "info" {
  return severity === "info" ? "info" : "warning";
}
