/** The one catalogue, of parts that several pages bring. A key begins with its part's name. */
import { login } from "./en-login.ts";
import { shell } from "./en-shell.ts";
import { states } from "./en-states.ts";

export const en = { ...login, ...shell, ...states } as const;
