/** What people wrote of the incident, and the form to add to it. */
import { Moment } from "../../parts/time.tsx";
import { useSession } from "../../session.ts";
import { say, sayWith } from "../../words/words.ts";
import { NoteForm, type NotesProps } from "./note-form.tsx";

export function Notes(props: NotesProps) {
  const { mayAsk } = useSession();
  return (
    <section>
      <h2>{say("incident.notes")}</h2>
      {props.notes.length === 0 && <p class="soft">{say("incident.notesNone")}</p>}
      <ol class="notes">
        {props.notes.map(({ event, at, by, via, text }) => (
          <li key={event}>
            <p class="faint">{sayWith("incident.by", { by: <strong>{by}</strong>, via, time: <Moment at={at} utc /> })}</p>
            <p class="note-text">{text}</p>
          </li>
        ))}
      </ol>
      {mayAsk && <NoteForm {...props} />}
    </section>
  );
}
