/** What became of a request, for eyes and for screen readers; where the form is gone once it is done, the focus goes here. */
import { useEffect, useRef } from "preact/hooks";
import { say } from "../words/words.ts";
import type { Sent } from "./use-request.ts";

export interface OutcomeProps {
  sent: Sent;
  taken: string;
  refused: string;
  /** Once the record has it. Absent: it shows by itself. */
  there?: string;
}

export function Outcome({ sent, taken, refused, there }: OutcomeProps) {
  const told = useRef<HTMLParagraphElement>(null);
  const isThere = sent === "there" && there !== undefined;
  useEffect(() => {
    // Nobody who has gone on elsewhere is called back.
    const { activeElement: at } = document;
    if (isThere && (at === null || at === document.body)) told.current?.focus();
  }, [isThere]);
  const failure = typeof sent === "object" && "words" in sent ? sent : undefined;
  const waits = typeof sent === "object" && "taken" in sent ? (sent.isLate ? say("asking.late") : taken) : undefined;
  return (
    <>
      <p role="status" class="asking-told" tabIndex={-1} ref={told}>
        {waits ?? (isThere ? there : "")}
      </p>
      {failure !== undefined && (
        <p role="alert" class="banner banner-danger">
          <span>
            <strong>{refused}</strong> {say(failure.words)} <span lang="en">{failure.detail}</span>
          </span>
        </p>
      )}
    </>
  );
}
