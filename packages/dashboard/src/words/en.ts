/** The one catalogue, of parts that several pages bring. A key begins with its part's name. */
import { deliveries } from "./en-deliveries.ts";
import { findings } from "./en-findings.ts";
import { login } from "./en-login.ts";
import { overview } from "./en-overview.ts";
import { shell } from "./en-shell.ts";
import { states } from "./en-states.ts";

export const en = { ...deliveries, ...findings, ...login, ...overview, ...shell, ...states, } as const;
