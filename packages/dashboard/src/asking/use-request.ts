/** Sends what somebody asks for and waits until it is in the record: taken is not yet there. */
import type { RequestBody } from "@flipwatch/core/request";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Failure, send } from "../api/answer.ts";
import { heardUnauthorised } from "../session.ts";

/** For what was just taken: tally is woken at once, and has mostly written it within a few seconds. */
const LOOK_EVERY_MS = 1_500;
const LOOKS = 10;

/** `there`: the record has it. `isLate`: after all these looks it still has it not; it may come yet. */
export type Sent = "idle" | "sending" | "there" | { taken: string; isLate?: boolean } | Failure;

type Unsigned<B> = B extends RequestBody ? Omit<B, "id" | "by" | "via"> & { by?: string } : never;
/** `by` is left out where somebody signed in: the API knows who. */
export type Wanted = Unsigned<RequestBody>;

export interface RequestInput {
  /** Whether the record has what was taken under this id. */
  isThere: (request: string) => boolean;
  /** Asks for the record anew. */
  again: () => void;
  /** A request is on its way. */
  onAsked?: () => void;
}

export interface RequestSender {
  sent: Sent;
  /** True once it is taken. While one is being sent nothing more is. */
  post: (wanted: Wanted) => Promise<boolean>;
  /** What is sent from now on is another request. */
  changed: () => void;
}

export function useRequest({ isThere, again, onAsked }: RequestInput): RequestSender {
  const [sent, setSent] = useState<Sent>("idle");
  // Sent once more, after a failure or by a second press, it is the same request, which is taken once.
  const request = useRef<string>(undefined);
  const isSending = useRef(false);
  const taken = takenIn(sent);
  const isDone = taken !== undefined && isThere(taken);
  useEffect(() => {
    if (!isDone) return;
    if (request.current === taken) request.current = undefined;
    setSent("there");
  }, [isDone, taken]);
  useEffect(() => {
    if (taken === undefined) return;
    let left = LOOKS;
    const timer = setInterval(() => {
      left -= 1;
      again();
      if (left > 0) return;
      clearInterval(timer);
      setSent((now) => (takenIn(now) === taken ? { taken, isLate: true } : now));
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [taken, again]);
  const post: RequestSender["post"] = async (wanted) => {
    if (isSending.current) return false;
    const id = request.current ?? newId();
    request.current = id;
    isSending.current = true;
    setSent("sending");
    const answer = await send("/api/requests", { ...wanted, id }).finally(() => {
      isSending.current = false;
    });
    const failure = failureIn(answer);
    // Who reads in public, or looked away, is told by no other answer that the session has ended.
    if (failure?.words === "failed.signedOut" || failure?.words === "failed.forbidden") heardUnauthorised();
    // Somebody else may have been first, or this one before its answer was lost.
    if (failure?.words === "failed.conflict") again();
    setSent(failure ?? { taken: id });
    if (failure === undefined) onAsked?.();
    return failure === undefined;
  };
  const changed = () => {
    request.current = undefined;
  };
  return { sent, post, changed };
}

function failureIn(answer: Awaited<ReturnType<typeof send>>): Failure | undefined {
  if (answer.kind === "unauthorised") return { words: "failed.signedOut", retryable: false };
  return answer.kind === "failed" ? answer.failure : undefined;
}

function takenIn(sent: Sent): string | undefined {
  return typeof sent === "object" && "taken" in sent ? sent.taken : undefined;
}

/** Unlike `randomUUID` it is there without TLS, too. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
}
