/** Muting a pair from its page, and the end of that, for whoever may ask. Until when it is muted, and by whom, is said above it. */
import type { MuteSummary } from "@flipwatch/functions/api/pairs";
import { useRef } from "preact/hooks";
import { useSession } from "../session.ts";
import { say } from "../words/words.ts";
import { useAskerName } from "./asker-name.tsx";
import "./asking.css";
import { isEnded, isSameMute } from "./choices.ts";
import { EndMute } from "./end-mute.tsx";
import { MuteForm } from "./mute-form.tsx";
import { Outcome } from "./outcome.tsx";
import { useRequest, type Wanted } from "./use-request.ts";

export interface MuteProps {
  pair: string;
  muted: MuteSummary | undefined;
  /** Asks for the record anew. */
  again: () => void;
}

export function Mute(props: MuteProps) {
  return useSession().mayAsk ? <Asking {...props} /> : null;
}

function Asking({ pair, muted, again }: MuteProps) {
  const asker = useAskerName();
  // The mute that was to be ended. Undefined: one was to begin.
  const ended = useRef<MuteSummary>(undefined);
  const isThere = () => (ended.current === undefined ? muted !== undefined : isEnded(ended.current, muted));
  const { sent, post, changed } = useRequest({ isThere, again });
  // Pressed twice or after a failure it is the same request, but not where it is about another mute.
  const ask = (wanted: Wanted, about: MuteSummary | undefined) => {
    if (!isSameMute(about, ended.current)) changed();
    ended.current = about;
    return post(wanted);
  };
  return (
    <div class="asking">
      {muted === undefined ? (
        <MuteForm asker={asker} onChanged={changed} onMute={(mute) => void ask({ kind: "mute", pairs: pair, ...mute }, undefined)} />
      ) : (
        <EndMute {...{ asker, pair, muted }} onEnd={() => void ask({ kind: "unmute", pairs: muted.pairs, ...asker.signed() }, muted)} />
      )}
      <Outcome
        sent={sent}
        taken={say("asking.taken")}
        refused={say("asking.refused")}
        there={muted === undefined ? say("asking.unmuted") : say("asking.muted")}
      />
    </div>
  );
}
