/** The form for a note: what, by whom, and what became of it. */
import type { IncidentNote } from "@flipwatch/core/report/incident-detail";
import { useState } from "preact/hooks";
import { NameField, useAskerName } from "../../asking/asker-name.tsx";
import { Outcome } from "../../asking/outcome.tsx";
import { useRequest } from "../../asking/use-request.ts";
import { say } from "../../words/words.ts";

export interface NotesProps {
  /** Of the incident. */
  id: string;
  notes: readonly IncidentNote[];
  /** Asks for the incident anew. */
  again: () => void;
  /** A note is on its way. */
  onAsked: () => void;
}

/** As the API takes it. */
const NOTE_MAX = 2_000;
/** From so many characters on it is said how many are left. */
const TOLD_FROM = 1_600;

export function NoteForm({ id, notes, again, onAsked }: NotesProps) {
  const asker = useAskerName();
  const [text, setText] = useState("");
  const isThere = (request: string) => notes.some((note) => note.request === request);
  const { sent, post, changed } = useRequest({ isThere, again, onAsked });
  const submit = async () => {
    if (!(await post({ kind: "note", incident: id, note: text, ...asker.signed() }))) return;
    changed();
    setText("");
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
      <NameField asker={asker} />
      {/* Never disabled, which would take the focus away from whoever has only keys. */}
      <button type="submit" class="button">
        {say("incident.noteAdd")}
      </button>
      <Outcome sent={sent} taken={say("incident.noteTaken")} refused={say("incident.noteRefused")} />
    </form>
  );
}
