/** The catalogue in Korean, in AWS's own Korean terms. What English has and this lacks does not compile. */
import type { en } from "./en.ts";
import { deliveries } from "./ko-deliveries.ts";
import { findings } from "./ko-findings.ts";
import { login } from "./ko-login.ts";
import { overview } from "./ko-overview.ts";
import { shell } from "./ko-shell.ts";
import { states } from "./ko-states.ts";
import type { Message } from "./message.ts";

export const ko = {
  ...deliveries,
  ...findings,
  ...login,
  ...overview,
  ...shell,
  ...states,
} as const satisfies Record<keyof typeof en, Message>;
