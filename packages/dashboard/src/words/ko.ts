/** The catalogue in Korean, in AWS's own Korean terms. What English has and this lacks does not compile. */
import type { en } from "./en.ts";
import { asking } from "./ko-asking.ts";
import { deliveries } from "./ko-deliveries.ts";
import { findings } from "./ko-findings.ts";
import { incident } from "./ko-incident.ts";
import { login } from "./ko-login.ts";
import { overview } from "./ko-overview.ts";
import { pair } from "./ko-pair.ts";
import { shell } from "./ko-shell.ts";
import { states } from "./ko-states.ts";
import { timeline } from "./ko-timeline.ts";
import type { Message } from "./message.ts";

export { reasonInKorean as reworded } from "@flipwatch/core/wording/reasons-ko";

export const ko = {
  ...asking,
  ...deliveries,
  ...findings,
  ...incident,
  ...login,
  ...overview,
  ...pair,
  ...shell,
  ...states,
  ...timeline,
} as const satisfies Record<keyof typeof en, Message>;
