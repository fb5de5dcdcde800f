/** What may be asked for on a page, as the record stands and by whom. Whether it is taken the API decides. */
import { HOUR, MINUTE, type Ms } from "@flipwatch/core/time";
import type { MuteSummary } from "@flipwatch/functions/api/pairs";
import type { Session } from "../session.ts";

/** How long a pair can be muted from its page. Slack's button has the hour, the command line any length up to 30 days. */
export const muteLengths = [15 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR] as const satisfies readonly Ms[];
/** As Slack's button has it. */
export const USUAL_MUTE: Ms = HOUR;

/** What an acknowledgement needs to know of an incident. */
export interface Acknowledgeable {
  id: string;
  closedAt?: Ms;
  acknowledged?: { by: string; at: Ms };
}

/** An open incident that nobody has acknowledged yet, by whoever may ask. */
export function mayAcknowledge({ mayAsk }: Pick<Session, "mayAsk">, { closedAt, acknowledged }: Acknowledgeable): boolean {
  return mayAsk && closedAt === undefined && acknowledged === undefined;
}

/** Whether two are one mute, as far as the API tells them apart. */
export function isSameMute(one: MuteSummary | undefined, other: MuteSummary | undefined): boolean {
  return one?.pairs === other?.pairs && one?.from === other?.from;
}

/** Whether the mute that was to be ended is over; another one may last on. */
export function isEnded(asked: MuteSummary, now: MuteSummary | undefined): boolean {
  return now === undefined || !isSameMute(asked, now);
}

/** Whether the glob is of more pairs than this one. */
export function isWider({ pairs }: Pick<MuteSummary, "pairs">, pair: string): boolean {
  return pairs.toLowerCase() !== pair.toLowerCase();
}
