/**
 * Flipwatch on one screen: each step reads what the step before it left in the table, and none calls backwards.
 *
 *     discover ─────────────► definitions ─┐
 *     probe (each region) ──► ballots ─────┼─► tally ─► Heads + event logs ─► SNS ─► deliver ─► Slack, …
 *     health ───────────────► readings ────┘                    └───────────► API ─► dashboard
 *
 * Each is a Lambda (`handlers/`), and `flipwatch run` schedules the very same in one process.
 */

export { apiApp } from "./api/app.ts";
export { serveDeliver } from "./serve/deliver.ts";
export { serveDiscover } from "./serve/discover.ts";
export { serveHealth } from "./serve/health.ts";
export { serveHeartbeat } from "./serve/heartbeat.ts";
export { interactApp, serveInteract } from "./serve/interact.ts";
export { serveProbe } from "./serve/probe.ts";
export { serveTally } from "./serve/tally.ts";
export { webApp } from "./web/web-app.ts";
