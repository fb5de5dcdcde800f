/** `flipwatch deliveries`: what became of each event at each channel, newest first, and on request once more to where it was given up. */
import { type Delivery, FlipwatchError, type Ms, type SuppressReason } from "@flipwatch/core";
import { utc } from "@flipwatch/core/decide/wording";
import type { Overview } from "@flipwatch/functions/api/overview";
import { apiAddress, getJson, postJson } from "../client/api.ts";
import { columns } from "../output/table.ts";
import { colour, note, print, printJson } from "../output/terminal.ts";

export interface DeliveriesFlags {
  since: Ms;
  failed?: true;
  channel?: string;
  redrive?: true;
  api?: string;
  json?: true;
}

const LIMIT = 1_000;
/** Of a channel's error, characters of a line. */
const ERROR_MAX = 100;

/** Throws FlipwatchError for `--redrive` without `--failed`: nothing that arrived is sent again. */
export async function deliveriesCommand(flags: DeliveriesFlags): Promise<void> {
  if (flags.redrive && !flags.failed)
    throw new FlipwatchError(
      "config-invalid",
      "--redrive goes with --failed: only what was given up, or may not have arrived, is sent again",
    );
  const api = apiAddress(flags.api);
  const query = new URLSearchParams({ since: String(Math.floor(flags.since)), limit: String(LIMIT) });
  if (flags.failed) query.set("state", "failed");
  if (flags.channel !== undefined) query.set("channel", flags.channel);
  const { deliveries, more } = await getJson<{ deliveries: Delivery[]; more: boolean }>(api, `/api/deliveries?${query}`);
  if (flags.channel !== undefined && deliveries.length === 0) await refuseUnknown(api, flags.channel);
  if (flags.json) for (const delivery of deliveries) printJson(delivery);
  else for (const line of columns(deliveries.map(rowOf))) print(line);
  const of = flags.channel === undefined ? "" : ` at ${flags.channel}`;
  if (deliveries.length === 0) note(`nothing ${flags.failed ? "failed" : "was settled"}${of} since ${utc(flags.since)}`);
  if (more) note("there are more; ask for less with --since or --channel");
  if (flags.redrive && deliveries.length > 0) await redriveAll(api, deliveries);
}

/** One that is no longer configured is known while something was settled there. */
async function refuseUnknown(api: string, channel: string): Promise<void> {
  const { channels } = await getJson<Overview>(api, "/api/health");
  if (channels.includes(channel)) return;
  const known = channels.length === 0 ? "none is configured" : `there are ${channels.join(", ")}`;
  throw new FlipwatchError("config-invalid", `no channel is called ${channel}: ${known}`);
}

/** Oldest first, as they were recorded; one that can't be sent again keeps no other back. */
async function redriveAll(api: string, deliveries: readonly Delivery[]): Promise<void> {
  let asked = 0;
  for (const { log, number, channel, event } of deliveries.toReversed()) {
    try {
      await postJson(api, "/api/redrive", { log, number, channel });
      asked += 1;
    } catch (problem) {
      if (!(problem instanceof FlipwatchError)) throw problem;
      note(`${event} to ${channel}: ${problem.message}`);
      process.exitCode = 1;
    }
  }
  note(`${asked} of ${deliveries.length} will be sent again within a minute; look again with: flipwatch deliveries`);
}

function rowOf(delivery: Delivery): string[] {
  const { settledAt, channel, event, kind = "", attempts, state } = delivery;
  const time = colour.dim(new Date(settledAt).toISOString().replace("T", " ").slice(0, 19));
  const tries = attempts > 1 ? `${attempts} attempts` : "";
  return [time, paint(state), channel, event, kind, [tries, whyOf(delivery)].filter((part) => part !== "").join("; ")];
}

function paint(state: Delivery["state"]): string {
  if (state === "given-up") return colour.red(`✖ ${state}`);
  if (state === "unknown") return colour.yellow(`▲ ${state}`);
  return state === "delivered" ? colour.green(`● ${state}`) : colour.dim(`· ${state}`);
}

const reasons: Readonly<Record<SuppressReason, string>> = {
  "not-taken": "this channel does not take that kind",
  itself: "it is about this channel",
  untold: "the channel was not told of what it is about",
  muted: "muted",
  "no-route": "no route gives it to this channel",
  hours: "only at other hours",
  grouped: "the fleet's alert says it already",
};

function whyOf({ reason, digest, error = "", redriven }: Delivery): string {
  if (reason !== undefined) return reasons[reason];
  if (digest !== undefined) return digest;
  const cut = error.length > ERROR_MAX ? `${error.slice(0, ERROR_MAX - 1)}…` : error;
  return [redriven === true ? "sent again on request" : "", cut].filter((part) => part !== "").join("; ");
}
