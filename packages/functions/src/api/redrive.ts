/** `POST /api/redrive`: has an event sent again that a channel gave up. Let in as `POST /api/requests` is. */
import { redrive } from "../steps/redrive.ts";
import type { ApiPorts } from "./ports.ts";
import { Refusal } from "./refusal.ts";
import { checkOrigin, type Posted } from "./requests.ts";

const BODY_MAX = 4_096;

/** An event at a channel, as a delivery names it. */
export interface RedriveBody {
  log: string;
  channel: string;
  number: number;
}

export interface RedriveReply {
  /** Is sent again, marked as a possible repeat. */
  redriven: RedriveBody;
}

/** Gives what is sent again; throws a Refusal. */
export async function postRedrive({ asking, records }: ApiPorts, posted: Posted): Promise<RedriveReply> {
  if (asking === undefined)
    throw new Refusal("forbidden", "this API takes no requests: in a deployment `access` must have oidc or links for that");
  checkOrigin(posted);
  const { log, channel, number } = bodyOf(posted.body);
  const result = await redrive(records, log, channel, number);
  const what = `${log}#${number} at ${channel}`;
  switch (result.outcome) {
    case "asked":
      return { redriven: { log, channel, number } };
    case "no-such-delivery":
      throw new Refusal("not-found", `there is no delivery of ${what}`);
    case "not-failed":
      throw new Refusal("conflict", `${what} is ${result.state}; only what was given up, or may not have arrived, is sent again`);
    case "too-many":
      throw new Refusal("conflict", `as many events of ${log} wait to be sent again to ${channel} as may; wait a minute`);
  }
}

function bodyOf(text: string): RedriveBody {
  const { log, channel, number } = objectIn(text);
  if (typeof log === "string" && typeof channel === "string" && Number.isSafeInteger(number) && Number(number) > 0)
    return { log, channel, number: Number(number) };
  throw new Refusal("bad-request", "the body is not { log, channel, number } of a delivery");
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const body: unknown = text.length > BODY_MAX ? undefined : JSON.parse(text);
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    throw new Refusal("bad-request", "the body is not JSON");
  }
}
