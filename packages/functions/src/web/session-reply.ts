/** What `GET /api/session` tells the page: who looks, what they may do, and how to sign in. Answered to everybody, and tells nobody more than that. */
import type { Access, Ms } from "@flipwatch/core";
import { mayDo, type Who } from "./access.ts";

export interface SessionReply {
  /** `open`: somebody at the machine, or a command that holds the secret. `closed`: nobody is signed in, and all but this answers 401. */
  access: "open" | "public" | "link" | "oidc" | "closed";
  /** As their requests are signed. */
  user?: string;
  /** May acknowledge, mute and redrive. */
  mayAsk: boolean;
  /** How it was done, or how to; absent where there is no way, or no need. */
  login?: "oidc" | "link";
  /** It is the lab that answers. */
  lab: boolean;
  serverTime: Ms;
}

export function sessionReply({ access, who, isLab, now }: { access?: Access; who: Who; isLab: boolean; now: Ms }): SessionReply {
  const mayAsk = mayDo({ access, who, wanted: "ask", isOwnPage: true }).ruling === "allowed";
  return { ...shownOf(access, who), mayAsk, lab: isLab, serverTime: now };
}

function shownOf(access: Access | undefined, who: Who): Pick<SessionReply, "access" | "user" | "login"> {
  switch (who.kind) {
    case "machine":
    case "holder":
      return { access: "open" };
    case "oidc":
      return { access: "oidc", user: who.user, login: "oidc" };
    case "link":
      return { access: "link", login: "link" };
    case "nobody": {
      if (access?.public === true) return { access: "public" };
      const login = access?.oidc === undefined ? (access?.links === true ? "link" : undefined) : "oidc";
      return { access: "closed", ...(login === undefined ? {} : { login }) };
    }
  }
}
