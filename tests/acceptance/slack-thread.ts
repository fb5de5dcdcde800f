/** What the lab's Slack look-alike has got, and its buttons: for tests of what people read. */
import type { LabProcess } from "./lab.ts";
import { until } from "./until.ts";

export interface SlackMessage {
  ts: string;
  threadTs?: string;
  text: string;
  payload: unknown;
  metadata?: { event_payload?: { event?: string; part?: string } };
}

export async function slackMessages(lab: LabProcess): Promise<SlackMessage[]> {
  return ((await (await fetch(`${lab.ready.slack}/messages`)).json()) as { messages: SlackMessage[] }).messages;
}

/** What the message says of itself: the event it tells, and whether it is an incident's first. */
export function partOf({ metadata }: SlackMessage): { event?: string; part?: string } {
  return metadata?.event_payload ?? {};
}

/** Resolves once the event is told. */
export function toldInSlack(lab: LabProcess, event: string): Promise<SlackMessage> {
  return until(`${event} in Slack`, async () => (await slackMessages(lab)).find((one) => partOf(one).event === event));
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
