/** The form for a note: what, by whom, and what became of it. */
import { useState } from "preact/hooks";
import { useSession } from "../../session.ts";
import { say } from "../../words/words.ts";
import { type NotesInput, type Sent, useNote } from "./use-note.ts";

export type NotesProps = NotesInput;

/** As the API takes them. */
const NOTE_MAX = 2_000;
const NAME_MAX = 100;
/** From so many characters on it is said how many are left. */
const TOLD_FROM = 1_600;
const KEPT = "flipwatch.name";

export function NoteForm(props: NotesProps) {
  const { user } = useSession();
  const [text, setText] = useState("");
  const [name, setName] = useState(keptName);
  const { sent, post, changed } = useNote(props);
  const submit = async () => {
    if (sent === "sending") return;
    keepName(name);
    if (await post({ note: text, ...(user === undefined && { by: name.trim() }) })) setText("");
  };
  const write = (next: string) => {
    changed();
    setText(next);
  };
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label>
        <span>{say("incident.noteText")}</span>
        <textarea
          class="field"
          rows={4}
          required
          maxLength={NOTE_MAX}
          aria-describedby="note-hint"
          value={text}
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
      </label>
      <p id="note-hint" class="faint">
        {say("incident.notesHint")} {text.length > TOLD_FROM && say("incident.noteLeft", { count: NOTE_MAX - text.length })}
      </p>
      {user === undefined && <Name name={name} onName={setName} />}
      {/* Never disabled, which would take the focus away from whoever has only keys. */}
      <button type="submit" class="button">
        {say("incident.noteAdd")}
      </button>
      <Outcome sent={sent} />
    </form>
  );
}

function Name({ name, onName }: { name: string; onName: (name: string) => void }) {
  return (
    <label>
      <span>{say("incident.noteBy")}</span>
      <input
        class="field"
        required
        maxLength={NAME_MAX}
        autocomplete="name"
        value={name}
        onInput={({ currentTarget }) => onName(currentTarget.value)}
      />
    </label>
  );
}

function Outcome({ sent }: { sent: Sent }) {
  if (typeof sent === "string") return null;
  if ("taken" in sent) return <p role="status">{say("incident.noteTaken")}</p>;
  return (
    <p role="alert" class="banner banner-danger">
      <span>
        <strong>{say("incident.noteRefused")}</strong> {say(sent.words)} <span lang="en">{sent.detail}</span>
      </span>
    </p>
  );
}

function keptName(): string {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

function keepName(name: string): void {
  try {
    localStorage.setItem(KEPT, name);
  } catch {
    // It is asked for again the next time.
  }
}
