/** "Acknowledge", for an open incident: sent once, waited for, and who did it is said where the button was. */
import { momentTitle } from "../parts/time.tsx";
import { useSession } from "../session.ts";
import { say } from "../words/words.ts";
import { NameField, useAskerName } from "./asker-name.tsx";
import "./asking.css";
import { type Acknowledgeable, mayAcknowledge } from "./choices.ts";
import { Outcome } from "./outcome.tsx";
import { useRequest } from "./use-request.ts";

export interface AcknowledgeProps {
  pair: string;
  incident: Acknowledgeable;
  /** Asks for the record anew. */
  again: () => void;
  /** An acknowledgement is on its way. */
  onAsked?: () => void;
}

export function Acknowledge({ pair, incident, again, onAsked }: AcknowledgeProps) {
  const session = useSession();
  const asker = useAskerName();
  const { id, acknowledged } = incident;
  const { sent, post } = useRequest({ isThere: () => acknowledged !== undefined, again, onAsked });
  const may = mayAcknowledge(session, incident);
  if (!may && (sent === "idle" || acknowledged === undefined)) return null;
  return (
    <div class="asking">
      {may && (
        <form
          class="asking-form"
          onSubmit={(event) => {
            event.preventDefault();
            void post({ kind: "acknowledge", pair, incident: id, ...asker.signed() });
          }}
        >
          <NameField asker={asker} />
          {/* Never disabled, which would take the focus away from whoever has only keys. */}
          <button type="submit" class="button asking-first" aria-describedby="acknowledge-hint">
            {say("asking.acknowledge")}
          </button>
          <p id="acknowledge-hint" class="faint">
            {say("asking.acknowledgeHint")}
          </p>
        </form>
      )}
      <Outcome
        // Where somebody else was first, that is what came of it.
        sent={acknowledged === undefined ? sent : "there"}
        taken={say("asking.taken")}
        refused={say("asking.refused")}
        there={acknowledged && say("asking.acknowledged", { by: acknowledged.by, time: momentTitle(acknowledged.at) })}
      />
    </div>
  );
}
