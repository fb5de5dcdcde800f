/** Who looks, and what they may do, as `GET /api/session` has it. Signing in is the login page's; every other page is told here. */
import type { Ms } from "@flipwatch/core/time";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Asked, ask } from "./api/answer.ts";

export interface Session {
  /** `closed`: nobody is signed in, and only the login page shows. */
  access: "open" | "public" | "link" | "oidc" | "closed";
  user?: string;
  /** May acknowledge, mute and the like. */
  mayAsk: boolean;
  /** How to sign in, or how it was done. */
  login?: "oidc" | "link";
  /** It is the lab that answers, so there is something to switch. */
  lab: boolean;
  serverTime?: Ms;
}

/** Of an API without sign-in: it listens on loopback, and refuses by itself what it does not take. */
export const openSession: Session = { access: "open", mayAsk: true, lab: false };

export async function askSession(signal?: AbortSignal): Promise<Asked<Session>> {
  const asked = await ask<Session>("/api/session", { signal });
  if (asked.kind === "failed" && asked.failure.words === "failed.missing") return { kind: "fresh", data: openSession };
  if (asked.kind === "unauthorised") return { kind: "fresh", data: { access: "closed", mayAsk: false, lab: false } };
  return asked;
}

export const SessionContext = createContext<Session>(openSession);

export function useSession(): Session {
  return useContext(SessionContext);
}

const listeners = new Set<() => void>();

/** An answer was 401, or what was asked for was refused: the session has ended meanwhile, or was never there. */
export function heardUnauthorised(): void {
  for (const listener of listeners) listener();
}

/** Calls whenever an answer was 401; gives what ends that. */
export function onUnauthorised(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
