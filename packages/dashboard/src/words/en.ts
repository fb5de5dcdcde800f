/** The one catalogue, of parts that several pages bring. A key begins with its part's name. The lab's own words come with its page. */
import { asking } from "./en-asking.ts";
import { deliveries } from "./en-deliveries.ts";
import { findings } from "./en-findings.ts";
import { incident } from "./en-incident.ts";
import { login } from "./en-login.ts";
import { overview } from "./en-overview.ts";
import { pair } from "./en-pair.ts";
import { shell } from "./en-shell.ts";
import { states } from "./en-states.ts";
import { timeline } from "./en-timeline.ts";

export const en = {
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
} as const;
