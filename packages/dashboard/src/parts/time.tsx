/** Moments on the page: in the viewer's zone, with UTC beside them or in the title, and as "12 min ago" that keeps counting. */
import type { Ms } from "@flipwatch/core/time";
import { language, say } from "../words/words.ts";
import { clockOf, fullOf, roughSpanOf, utcBeside, utcOf } from "./moment.ts";
import { useTicked } from "./tick.ts";

/** The moment in full, in the viewer's zone and in UTC, once where they are the same: for titles. */
export function momentTitle(at: Ms): string {
  if (isInUtc(at)) return say("time.utc", { time: utcOf(at) });
  return `${fullOf(at, { language: language() })} · ${say("time.utc", { time: utcOf(at) })}`;
}

function isInUtc(at: Ms): boolean {
  return new Date(at).getTimezoneOffset() === 0;
}

/** "just now", "40 s ago", "3 h 5 min ago". */
export function agoText(at: Ms, now: Ms): string {
  const ms = now - at;
  if (ms < 3_000) return ms < -60_000 ? say("time.in", { span: roughSpanOf(-ms, language()) }) : say("time.justNow");
  return say("time.ago", { span: roughSpanOf(ms, language()) });
}

/** The time of day, with the date where it is not today. `utc` puts UTC beside it, where that is another; else it is in the title. */
export function Moment({ at, utc = false }: { at: Ms; utc?: boolean }) {
  const text = useTicked((now) => clockOf(at, now, { language: language() }));
  const isUtc = isInUtc(at);
  return (
    <time class="time" dateTime={new Date(at).toISOString()} title={momentTitle(at)}>
      {utc && isUtc ? say("time.utc", { time: text }) : text}
      {utc && !isUtc && <Utc at={at} />}
    </time>
  );
}

function Utc({ at }: { at: Ms }) {
  const time = useTicked((now) => utcBeside(at, now));
  return <span class="time-utc"> {say("time.utc", { time })}</span>;
}

/** How long ago, counting. */
export function Ago({ at }: { at: Ms }) {
  const text = useTicked((now) => agoText(at, now));
  return (
    <time class="time" dateTime={new Date(at).toISOString()} title={momentTitle(at)}>
      {text}
    </time>
  );
}

/** For how long by now, counting: "3 h 5 min". */
export function Since({ at }: { at: Ms }) {
  const text = useTicked((now) => roughSpanOf(now - at, language()));
  return (
    <time class="time" dateTime={new Date(at).toISOString()} title={momentTitle(at)}>
      {text}
    </time>
  );
}
