/** "End mute", and of which pairs, where it is of more than the one on the page. */
import type { MuteSummary } from "@flipwatch/functions/api/pairs";
import { say } from "../words/words.ts";
import { type AskerName, NameField } from "./asker-name.tsx";
import { isWider } from "./choices.ts";

export interface EndMuteProps {
  asker: AskerName;
  pair: string;
  muted: MuteSummary;
  onEnd: () => void;
}

export function EndMute({ asker, pair, muted, onEnd }: EndMuteProps) {
  return (
    <form
      class="asking-form"
      onSubmit={(event) => {
        event.preventDefault();
        onEnd();
      }}
    >
      <NameField asker={asker} />
      <button type="submit" class="button" aria-describedby="end-mute-hint">
        {say("asking.endMute")}
      </button>
      <p id="end-mute-hint" class="faint">
        {isWider(muted, pair) ? say("asking.endMuteWider", { pairs: muted.pairs }) : say("asking.endMuteHint")}
      </p>
    </form>
  );
}
