/** The paths of the API that say who looks and who is let in, for the OpenAPI document; what they do is `web-app.ts`'s. */
import type { Route } from "../api/routes.ts";

const none = {};

export const webRoutes = {
  session: {
    ...{ method: "get", path: "/api/session", says: "Who looks, what they may do, and how to sign in. Answered to everybody." },
    ...{ query: none, reply: { type: "SessionReply" } },
  },
  links: {
    ...{ method: "get", path: "/api/links", says: "The links that let people read, the newest first. For who holds the secret." },
    ...{ query: none, reply: { type: "LinksReply" } },
  },
  makeLink: {
    ...{
      method: "post",
      path: "/api/links",
      says: "Makes a link; its address is told here and nowhere else. For who holds the secret.",
      status: 201,
    },
    ...{ query: none, body: "LinkBody", reply: { type: "MadeLink" } },
  },
  revokeLink: {
    ...{
      method: "post",
      path: "/api/links/revoke",
      says: "Ends a link at once, also for who opened it. For who holds the secret.",
      status: 200,
    },
    ...{ query: none, body: "RevokeBody", reply: { type: "RevokedLink" } },
  },
} as const satisfies Record<string, Route>;
