/** Sends a note and waits until it is in the record: taken is not yet there. */
import type { IncidentNote } from "@flipwatch/core/report/incident-detail";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Failure, send } from "../../api/answer.ts";

/** For a note that was just taken: tally is woken at once, and has mostly written it within a few seconds. */
const LOOK_EVERY_MS = 1_500;
const LOOKS = 10;

export type Sent = "idle" | "sending" | { taken: string } | Failure;

export interface NotesInput {
  /** Of the incident. */
  id: string;
  notes: readonly IncidentNote[];
  /** Asks for the incident anew. */
  again: () => void;
  /** A note is on its way. */
  onAsked: () => void;
}

export interface NoteSender {
  sent: Sent;
  /** True once it is taken. `by` is left out where somebody signed in. */
  post: (note: { note: string; by?: string }) => Promise<boolean>;
  /** What is sent from now on is another note. */
  changed: () => void;
}

export function useNote({ id, notes, again, onAsked }: NotesInput): NoteSender {
  const [sent, setSent] = useState<Sent>("idle");
  // Sent once more after a failure it is the same note, which is taken once.
  const request = useRef<string>(undefined);
  const taken = typeof sent === "object" && "taken" in sent ? sent.taken : undefined;
  const isThere = taken !== undefined && notes.some((note) => note.request === taken);
  useEffect(() => {
    if (isThere) setSent("idle");
  }, [isThere]);
  useEffect(() => {
    if (taken === undefined) return;
    let left = LOOKS;
    const timer = setInterval(() => {
      left -= 1;
      if (left === 0) clearInterval(timer);
      again();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [taken, again]);
  const post: NoteSender["post"] = async (note) => {
    const key = request.current ?? newId();
    request.current = key;
    setSent("sending");
    const answer = await send("/api/requests", { kind: "note", id: key, incident: id, ...note });
    if (answer.kind === "failed") setSent(answer.failure);
    else setSent(answer.kind === "fresh" ? { taken: key } : "idle");
    if (answer.kind !== "fresh") return false;
    request.current = undefined;
    onAsked();
    return true;
  };
  const changed = () => {
    request.current = undefined;
  };
  return { sent, post, changed };
}

/** Unlike `randomUUID` it is there without TLS, too. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
}
