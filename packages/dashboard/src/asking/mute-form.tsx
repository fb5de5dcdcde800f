/** "Mute…" and what it opens: for how long, why, by whom. */
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../clock.ts";
import { durationText } from "../parts/duration.tsx";
import { say } from "../words/words.ts";
import { type AskerName, NameField } from "./asker-name.tsx";
import { muteLengths, USUAL_MUTE } from "./choices.ts";

/** As the API takes it. */
const REASON_MAX = 500;

export interface MuteFormProps {
  asker: AskerName;
  /** What is asked for from now on is another mute. */
  onChanged: () => void;
  onMute: (mute: { until: number; note?: string; by?: string }) => void;
}

export function MuteForm(props: MuteFormProps) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <button type="button" class="button" aria-expanded={isOpen} ref={opener} onClick={() => setOpen(!isOpen)}>
        {say("asking.mute")}
      </button>
      {isOpen && <Fields {...props} onClose={close} />}
    </>
  );
}

function Fields({ asker, onChanged, onMute, onClose }: MuteFormProps & { onClose: () => void }) {
  const [forMs, setForMs] = useState<number>(USUAL_MUTE);
  const [reason, setReason] = useState("");
  const submit = () => {
    const note = reason.trim();
    onMute({ until: Math.round(now() + forMs), ...(note !== "" && { note }), ...asker.signed() });
  };
  return (
    <form
      class="asking-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={({ key }) => key === "Escape" && onClose()}
    >
      <Length
        forMs={forMs}
        onLength={(next) => {
          onChanged();
          setForMs(next);
        }}
      />
      <label class="asking-reason">
        <span>{say("asking.reason")}</span>
        <input
          class="field"
          maxLength={REASON_MAX}
          value={reason}
          onInput={({ currentTarget }) => {
            onChanged();
            setReason(currentTarget.value);
          }}
        />
      </label>
      <NameField asker={asker} />
      <button type="submit" class="button asking-first" aria-describedby="mute-hint">
        {say("asking.muteNow")}
      </button>
      <button type="button" class="button" onClick={onClose}>
        {say("asking.cancel")}
      </button>
      <p id="mute-hint" class="faint">
        {say("asking.muteHint")}
      </p>
    </form>
  );
}

/** Has the focus at first: whoever opened the form goes on there. */
function Length({ forMs, onLength }: { forMs: number; onLength: (ms: number) => void }) {
  const field = useRef<HTMLSelectElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label>
      <span>{say("asking.muteFor")}</span>
      <select class="field" ref={field} value={forMs} onChange={({ currentTarget }) => onLength(Number(currentTarget.value))}>
        {muteLengths.map((ms) => (
          <option key={ms} value={ms}>
            {durationText(ms)}
          </option>
        ))}
      </select>
    </label>
  );
}
