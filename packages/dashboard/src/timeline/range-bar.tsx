/** Chooses which part of time is shown, for hands and keys alike: how much of the past, earlier or later, closer or wider, and back to now. */
import { now } from "../clock.ts";
import { useTicked } from "../parts/tick.ts";
import { say } from "../words/words.ts";
import { ZOOM_STEP } from "./keys.ts";
import { following, movedTo, panned, presetMs, presetOf, presets, type Range, rangeOf, type Shown, zoomed } from "./range.ts";
import { rangeText, viewersZone, zoneName } from "./said.ts";

/** Earlier and later go by this share of what is shown. */
const PAN_SHARE = 0.5;

export interface RangeBarProps {
  shown: Shown;
  onShown: (next: Shown) => void;
}

export function RangeBar({ shown, onShown }: RangeBarProps) {
  const chosen = presetOf(shown);
  const move = (to: (range: Range, at: number) => Range) => {
    const at = now();
    onShown(movedTo(to(rangeOf(shown, at), at), at, shown.mark));
  };
  const pan = (share: number) => move((range, at) => panned(range, share * (range.to - range.from), at));
  const zoom = (factor: number) => move((range, at) => zoomed(range, factor, shown.follows ? at : (range.from + range.to) / 2, at));
  return (
    <div class="range-bar">
      <fieldset class="range-presets">
        <legend class="unseen">{say("timeline.presets")}</legend>
        {presets.map((preset) => (
          <button
            key={preset}
            type="button"
            class="range-button"
            aria-pressed={preset === chosen}
            title={say("timeline.presetHint", { span: say(`timeline.preset.${preset}`) })}
            onClick={() => onShown({ follows: true, lengthMs: presetMs(preset), mark: shown.mark })}
          >
            {say(`timeline.preset.${preset}`)}
          </button>
        ))}
      </fieldset>
      <div class="range-moves">
        <IconButton words={say("timeline.earlier")} path="M7.5 1.5 3 6l4.5 4.5" onClick={() => pan(-PAN_SHARE)} />
        <IconButton words={say("timeline.wider")} path="M2 6h8" onClick={() => zoom(ZOOM_STEP)} />
        <IconButton words={say("timeline.closer")} path="M2 6h8M6 2v8" onClick={() => zoom(1 / ZOOM_STEP)} />
        <IconButton words={say("timeline.later")} path="M4.5 1.5 9 6l-4.5 4.5" onClick={() => pan(PAN_SHARE)} />
      </div>
      <LiveButton shown={shown} onShown={onShown} />
      <RangeText shown={shown} />
    </div>
  );
}

function LiveButton({ shown, onShown }: RangeBarProps) {
  return (
    <button
      type="button"
      class={`range-button range-live ${shown.follows ? "is-live" : ""}`}
      aria-pressed={shown.follows}
      title={say("timeline.liveHint")}
      onClick={() => onShown(following(shown))}
    >
      <span class="live-dot" aria-hidden="true" />
      {say(shown.follows ? "timeline.live" : "timeline.toNow")}
    </button>
  );
}

function RangeText({ shown }: { shown: Shown }) {
  const zone = viewersZone();
  const text = useTicked((at) => `${rangeText(rangeOf(shown, at), zone)} ${zone === "UTC" ? "UTC" : zoneName(zone, at)}`);
  return <span class="range-text">{text}</span>;
}

function IconButton({ words, path, onClick }: { words: string; path: string; onClick: () => void }) {
  return (
    <button type="button" class="range-button range-icon" aria-label={words} title={words} onClick={onClick}>
      <svg viewBox="0 0 12 12" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6">
        <path d={path} />
      </svg>
    </button>
  );
}
