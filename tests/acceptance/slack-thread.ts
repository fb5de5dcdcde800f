/** What the lab's Slack look-alike has got, and its buttons: for tests of what people read. */
import type { Delivery } from "@flipwatch/core";
import type { LabProcess } from "./lab.ts";
import { until } from "./until.ts";

export interface SlackMessage {
  ts: string;
  threadTs?: string;
  text: string;
  payload: unknown;
  metadata?: { event_payload?: { event?: string; part?: string; incident?: string } };
}

export async function slackMessages(lab: LabProcess): Promise<SlackMessage[]> {
  return ((await (await fetch(`${lab.ready.slack}/messages`)).json()) as { messages: SlackMessage[] }).messages;
}

/** What the message says of itself: the event it tells, its incident, and whether it is the incident's first. */
export function partOf({ metadata }: SlackMessage): { event?: string; part?: string; incident?: string } {
  return metadata?.event_payload ?? {};
}

/** Resolves once the event is told. */
export function toldInSlack(lab: LabProcess, event: string): Promise<SlackMessage> {
  return until(`${event} in Slack`, async () => (await slackMessages(lab)).find((one) => partOf(one).event === event));
}

/** What became of a pair's alerts at the lab's Slack, in the order of their numbers. */
export async function deliveriesToSlack(lab: LabProcess, pair: string): Promise<Delivery[]> {
  const url = `${lab.ready.api}/pairs/${encodeURIComponent(pair)}/deliveries?limit=1000`;
  const { deliveries } = (await (await fetch(url)).json()) as { deliveries: Delivery[] };
  return deliveries.filter(({ channel }) => channel === "slack:lab").toSorted((a, b) => a.number - b.number);
}

/** Presses a button of a message as its user would: the look-alike sends Flipwatch a signed request. */
export async function press(lab: LabProcess, ts: string, action: string): Promise<number> {
  const pressed = await fetch(`${lab.ready.slack}/press`, {
    method: "POST",
    body: new URLSearchParams({ ts, action }),
    redirect: "manual",
  });
  return pressed.status;
}
