/** An answer of the API in a component: asked again as long as it is shown. */
import type { Ms } from "@flipwatch/core/time";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { now } from "../clock.ts";
import { heardUnauthorised } from "../session.ts";
import { type Asked, ask } from "./answer.ts";
import { type Known, type Poller, startPoller } from "./poller.ts";

export interface Answer<T> extends Known<T> {
  /** What the data answers: the path, or the key of the source. Differs from what was asked for while `keep` shows the answer before. */
  of?: string;
  /** There is data, and it could not be confirmed when it was last asked for. */
  stale: boolean;
  /** Nothing is known yet. */
  loading: boolean;
  /** Asks again now. */
  again: () => void;
}

export interface AnswerOptions {
  /** How often it is asked for while somebody looks. */
  everyMs: number;
  /** Shows the data of the question before until this one is answered; also while it can't be, with why. */
  keep?: boolean;
}

/** Asks one question again and again, remembering between them what it needs to. */
export type Source<T> = (signal: AbortSignal) => Promise<Asked<T>>;

/** The answer at a path of this site; nothing is asked while it is undefined. */
export function useAnswer<T>(path: string | undefined, options: AnswerOptions): Answer<T> {
  const source = useCallback((key: string) => pathSource<T>(key), []);
  return useSource(path, source, options);
}

/** Remembers the ETag. */
export function pathSource<T>(path: string): Source<T> {
  let etag: string | undefined;
  return async (signal) => {
    const asked = await ask<T>(path, { etag, signal });
    if (asked.kind === "fresh") etag = asked.etag;
    return asked;
  };
}

/** As `useAnswer`, of a source that may ask more than one path. `sourceOf` is called anew for each key. */
export function useSource<T>(key: string | undefined, sourceOf: (key: string) => Source<T>, { everyMs, keep }: AnswerOptions): Answer<T> {
  const [shown, setShown] = useState<ShownAnswer<T>>(() => ({ of: key, known: remembered<T>(key) }));
  const poller = useRef<Poller>(undefined);
  useEffect(() => {
    if (key === undefined) return;
    const changed = (known: Known<T>) => {
      if (known.unauthorised) heardUnauthorised();
      remember(key, known);
      setShown((before) => nextShown(before, { of: key, known }, keep));
    };
    const started = startPoller({ ask: sourceOf(key), everyMs, isHidden, now, random: Math.random, later, changed });
    poller.current = started;
    const looked = () => !isHidden() && started.again();
    document.addEventListener("visibilitychange", looked);
    addEventListener("online", looked);
    return () => {
      document.removeEventListener("visibilitychange", looked);
      removeEventListener("online", looked);
      started.stop();
    };
  }, [key, sourceOf, everyMs, keep]);
  const again = useCallback(() => poller.current?.again(), []);
  return answerOf(shown.of === key || keep ? shown : { of: key, known: remembered<T>(key) }, again);
}

interface ShownAnswer<T> {
  of?: string;
  known: Known<T>;
}

/** What shows once there is news. With `keep`, a question that can't be answered just now takes nothing away: the answer before stays, as one that is old. */
export function nextShown<T>(before: ShownAnswer<T>, next: ShownAnswer<T>, keep = false): ShownAnswer<T> {
  const { data, failure } = next.known;
  if (!keep || data !== undefined || failure?.retryable !== true || before.known.data === undefined) return next;
  return { of: before.of, known: { ...before.known, failure } };
}

/** What was known last, so that going back shows it at once, and asks again. */
const memory = new Map<string, Known<unknown>>();
const MOST_REMEMBERED = 12;

function remembered<T>(key: string | undefined): Known<T> {
  // Each key is of one source, and so of one type.
  return ((key === undefined ? undefined : memory.get(key)) as Known<T> | undefined) ?? {};
}

function remember(key: string, known: Known<unknown>): void {
  memory.delete(key);
  // Whoever signs in next is not to see what somebody else saw.
  if (known.unauthorised) memory.clear();
  else if (known.data !== undefined) memory.set(key, { data: known.data, at: known.at });
  const [oldest] = memory.keys();
  if (memory.size > MOST_REMEMBERED && oldest !== undefined) memory.delete(oldest);
}

function answerOf<T>({ of, known }: ShownAnswer<T>, again: () => void): Answer<T> {
  const { data, failure, unauthorised } = known;
  return {
    ...known,
    of,
    stale: data !== undefined && failure !== undefined,
    loading: data === undefined && failure === undefined && !unauthorised,
    again,
  };
}

function isHidden(): boolean {
  return document.visibilityState === "hidden";
}

function later(ms: Ms, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}
