/** The two cookies, both out of reach of scripts and of other sites. Over https they are bound to this very host by their names. */
import type { Ms } from "@flipwatch/core";
import type { Context } from "hono";
import { setCookie } from "hono/cookie";

const HOST_PREFIX = "__Host-";

/** Who signed in. */
export function sessionCookieName(isHttps: boolean): string {
  return `${isHttps ? HOST_PREFIX : ""}flipwatch`;
}

/** A sign-in that is under way at the identity provider. */
export function loginCookieName(isHttps: boolean): string {
  return `${isHttps ? HOST_PREFIX : ""}flipwatch-login`;
}

/** `forMs` of 0 removes it. */
export function keepCookie(c: Context, name: string, value: string, forMs: Ms): void {
  const maxAge = Math.max(0, Math.floor(forMs / 1_000));
  setCookie(c, name, value, { httpOnly: true, secure: name.startsWith(HOST_PREFIX), sameSite: "Lax", path: "/", maxAge });
}
