/** What a page shows while it knows nothing, nothing new, or nothing at all; each says what to do. */
import type { Ms } from "@flipwatch/core/time";
import type { ComponentChildren } from "preact";
import type { Failure } from "../api/answer.ts";
import type { Answer } from "../api/use-answer.ts";
import { currentPlace } from "../place.ts";
import { say } from "../words/words.ts";
import { useTicked } from "./tick.ts";
import { agoText } from "./time.tsx";

/** Appears only after a moment: what comes at once needs no announcement. */
export function Loading() {
  return (
    <div class="state state-loading" role="status">
      <span class="state-bar" aria-hidden="true" />
      <p>{say("state.loading")}</p>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      {children}
    </div>
  );
}

/** Over data that could not be confirmed: when it was, and why it is no newer. */
export function Stale({ at, failure, again }: { at: Ms; failure: Failure; again?: () => void }) {
  const ago = useTicked((now) => agoText(at, now));
  return (
    <div class="banner banner-warning" role="status">
      <p>
        <strong>{say("state.stale", { ago })}.</strong> {say(failure.words)} {say("state.staleHint")}
      </p>
      {again !== undefined && <Again again={again} />}
    </div>
  );
}

export function Failed({ failure, again }: { failure: Failure; again?: () => void }) {
  return (
    <div class="state state-failed" role="alert">
      <p class="state-title">{say("state.failed")}</p>
      <p>{say(failure.words)}</p>
      {failure.detail !== undefined && (
        <p class="state-detail" lang="en">
          {failure.detail}
        </p>
      )}
      {again !== undefined && <Again again={again} />}
    </div>
  );
}

export function Unauthorised() {
  const { path, search } = currentPlace();
  return (
    <div class="state" role="alert">
      <p class="state-title">{say("state.closed")}</p>
      <p>{say("state.closedHint")}</p>
      <a class="button" href={`/login?to=${encodeURIComponent(path + search)}`}>
        {say("state.signIn")}
      </a>
    </div>
  );
}

/** An answer in whichever state it is; `children` gets the data, below a banner while that is old. */
export function Shown<T>({ answer, children }: { answer: Answer<T>; children: (data: T) => ComponentChildren }) {
  const { data, at, failure, again } = answer;
  if (answer.unauthorised) return <Unauthorised />;
  if (data === undefined) return failure === undefined ? <Loading /> : <Failed failure={failure} again={again} />;
  return (
    <>
      {failure !== undefined && at !== undefined && <Stale at={at} failure={failure} again={again} />}
      {children(data)}
    </>
  );
}

function Again({ again }: { again: () => void }) {
  return (
    <button type="button" class="button" onClick={again}>
      {say("state.again")}
    </button>
  );
}
