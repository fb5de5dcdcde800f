/** `flipwatch ack`, `note`, `mute` and `unmute`: leaves the request with a Flipwatch, which makes an event of it. */
import { randomUUID } from "node:crypto";
import { FlipwatchError, type IncidentSummary, isForCheck, type Ms, type RequestBody, recordTypes } from "@flipwatch/core";
import { utc } from "@flipwatch/core/decide/wording";
import { counted } from "@flipwatch/core/phrases";
import { type Asked, apiAddress, getJson, postRequest } from "../client/api.ts";
import { duration } from "../output/duration.ts";
import { note, print, printJson } from "../output/terminal.ts";
import { loggedInAs } from "./logged-in.ts";

export interface AckFlags {
  note?: string;
  by?: string;
  api?: string;
  json?: true;
}
export type UnmuteFlags = AckFlags;
export type NoteFlags = Omit<AckFlags, "note">;
export interface MuteFlags extends AckFlags {
  for: Ms;
}

export async function ackCommand(pair: string, flags: AckFlags): Promise<void> {
  const named = withType(pair);
  const { request } = await asked({ ...askedBy(flags), kind: "acknowledge", pair: named }, flags);
  if (flags.json) return;
  const what = isForCheck({ pair: named }) ? `the open incidents of all pairs whose primary has ${named}` : `the incident of ${named}`;
  print(`Acknowledged: ${what}, by ${request.by}. Reminders stop; the end is still told.`);
}

export async function noteCommand(about: string, text: string, flags: NoteFlags): Promise<void> {
  const incident = isIncident(about) ? about : await newestOf(withType(about), flags);
  const { request } = await asked({ ...askedBy(flags), kind: "note", incident, note: text }, flags);
  if (!flags.json) print(`Noted: of the incident ${incident}, by ${request.by}. It is in the incident's report from now on.`);
}

function isIncident(text: string): boolean {
  return /!\d+$/.test(text);
}

/** Of the last 30 days, as the API lists them. */
async function newestOf(pair: string, { api }: NoteFlags): Promise<string> {
  const path = `/api/incidents?pair=${encodeURIComponent(pair)}&limit=1`;
  const { incidents } = await getJson<{ incidents: IncidentSummary[] }>(apiAddress(api), path);
  const [newest] = incidents;
  if (newest !== undefined) return newest.id;
  throw new FlipwatchError(
    "not-found",
    `${pair} had no incident in the last 30 days; name an older one by its id, as /api/incidents?from=… lists it`,
  );
}

export async function muteCommand(pairs: string, flags: MuteFlags): Promise<void> {
  const { request, matching } = await asked({ ...askedBy(flags), kind: "mute", pairs, until: Date.now() + flags.for }, flags);
  if (matching === 0) note(`no pair that is watched now matches ${pairs}; \`flipwatch status\` lists them`);
  if (flags.json || request.kind !== "mute") return;
  const meant = matching === undefined ? "" : ` (${counted(matching, "pair")})`;
  print(`Muted: ${pairs}${meant}, for ${duration(flags.for)}, until ${utc(request.until)}. \`flipwatch unmute '${pairs}'\` ends it.`);
}

export async function unmuteCommand(pairs: string, flags: UnmuteFlags): Promise<void> {
  await asked({ ...askedBy(flags), kind: "unmute", pairs }, flags);
  if (!flags.json) print(`No longer muted: ${pairs}. \`flipwatch events\` shows what was held back.`);
}

async function asked(body: RequestBody, flags: AckFlags): Promise<Asked> {
  const answer = await postRequest(apiAddress(flags.api), body);
  if (flags.json) printJson(answer.request);
  return answer;
}

function askedBy({ by, note }: AckFlags): Pick<RequestBody, "id" | "by" | "via" | "note"> {
  return { id: randomUUID(), by: by ?? loggedInAs(), via: "cli", ...(note === undefined ? {} : { note }) };
}

/** `failover.example.com` is its A pair: the usual one. Names are lower case, without the final dot. `CHECK:<id>` means all pairs of a health check. */
export function withType(pair: string): string {
  if (isForCheck({ pair })) return pair;
  const slash = pair.lastIndexOf("/");
  const type = pair.slice(slash + 1).toUpperCase();
  const isTyped = slash > 0 && recordTypes.some((each) => each === type);
  const name = (isTyped ? pair.slice(0, slash) : pair).toLowerCase().replace(/\.$/, "");
  return `${name}/${isTyped ? type : "A"}`;
}
