/** Writes a signal as PagerDuty's Events API v2 takes it (PagerDuty developer documentation, "Send an Alert Event"). */
import type { FlipwatchEvent, Language } from "@flipwatch/core";
import { alertText } from "@flipwatch/core/wording";
import { cut, eventJson } from "../short-event.ts";
import type { Signal } from "./signals.ts";

/** A request may have 512 KB; half of it is left to what JSON and the rest add. */
const DETAILS_LIMIT_BYTES = 256 * 1024;
const SUMMARY_LIMIT = 1_024;

const SEVERITIES = { critical: "critical", warning: "warning", info: "info", record: "info" } as const;

export interface PayloadOptions {
  routingKey: string;
  language?: Language;
  dashboardUrl?: string;
}

export function pagerDutyPayload(event: FlipwatchEvent, signal: Signal, options: PayloadOptions): object {
  const envelope = { routing_key: options.routingKey, event_action: signal.action, dedup_key: signal.key };
  if (signal.action !== "trigger") return envelope;
  const { title, link } = alertText(event, options);
  return {
    ...envelope,
    client: "Flipwatch",
    ...(link && { client_url: link.url, links: [{ href: link.url, text: link.label }] }),
    payload: {
      summary: cut(title, SUMMARY_LIMIT),
      source: event.pair,
      // A drill is told, and wakes nobody.
      severity: event.drill === undefined ? SEVERITIES[event.severity] : "info",
      timestamp: new Date(event.at).toISOString(),
      component: event.pair,
      group: "flipwatch",
      class: event.kind,
      custom_details: JSON.parse(eventJson(event, DETAILS_LIMIT_BYTES)),
    },
  };
}
