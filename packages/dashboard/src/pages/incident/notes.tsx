/** What people wrote of the incident, and the form to add to it. */
import type { IncidentNote } from "@flipwatch/core/report/incident-detail";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Failure, send } from "../../api/answer.ts";
import { Moment } from "../../parts/time.tsx";
import { useSession } from "../../session.ts";
import { say, sayWith } from "../../words/words.ts";

/** As the API takes them. */
const NOTE_MAX = 2_000;
const NAME_MAX = 100;
const KEPT = "flipwatch.name";

export interface NotesProps {
  /** Of the incident. */
  id: string;
  notes: readonly IncidentNote[];
  again: () => void;
  /** A note is on its way. */
  onAsked: () => void;
}

export function Notes({ id, notes, again, onAsked }: NotesProps) {
  const { mayAsk } = useSession();
  return (
    <section>
      <h2>{say("incident.notes")}</h2>
      {notes.length === 0 && <p class="soft">{say("incident.notesNone")}</p>}
      <ol class="notes">
        {notes.map(({ event, at, by, via, text }) => (
          <li key={event}>
            <p class="faint">{sayWith("incident.by", { by: <strong>{by}</strong>, via, time: <Moment at={at} utc /> })}</p>
            <p class="note-text">{text}</p>
          </li>
        ))}
      </ol>
      {mayAsk && <NoteForm id={id} notes={notes} again={again} onAsked={onAsked} />}
    </section>
  );
}

type Sent = "idle" | "sending" | { taken: string } | Failure;

function NoteForm({ id, notes, again, onAsked }: NotesProps) {
  const { user } = useSession();
  const [text, setText] = useState("");
  const [name, setName] = useState(keptName);
  const [sent, setSent] = useState<Sent>("idle");
  // Sent once more after a failure it is the same note, which is taken once.
  const request = useRef<string>(undefined);
  const taken = typeof sent === "object" && "taken" in sent ? sent.taken : undefined;
  const isThere = taken !== undefined && notes.some((note) => note.request === taken);
  useEffect(() => {
    if (isThere) setSent("idle");
  }, [isThere]);
  useEffect(() => {
    if (taken === undefined) return;
    // Tally is woken at once, and has mostly written it by then.
    const timer = setTimeout(again, 1_200);
    return () => clearTimeout(timer);
  }, [taken, again]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const key = request.current ?? newId();
    request.current = key;
    setSent("sending");
    keepName(name);
    const answer = await send("/api/requests", {
      kind: "note",
      id: key,
      incident: id,
      note: text,
      ...(user === undefined && { by: name.trim() }),
    });
    if (answer.kind !== "fresh") {
      setSent(answer.kind === "failed" ? answer.failure : "idle");
      return;
    }
    request.current = undefined;
    setText("");
    setSent({ taken: key });
    onAsked();
  };
  const change = (next: string) => {
    request.current = undefined;
    setText(next);
  };
  return (
    <form class="note-form" onSubmit={(event) => void submit(event)}>
      <label>
        <span>{say("incident.noteText")}</span>
        <textarea
          class="field"
          rows={4}
          required
          maxLength={NOTE_MAX}
          aria-describedby="note-hint"
          value={text}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
      </label>
      <p id="note-hint" class="faint">
        {say("incident.notesHint")} {text.length > NOTE_MAX * 0.8 && say("incident.noteLeft", { count: NOTE_MAX - text.length })}
      </p>
      {user === undefined && (
        <label>
          <span>{say("incident.noteBy")}</span>
          <input
            class="field"
            required
            maxLength={NAME_MAX}
            autocomplete="name"
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
      )}
      <button
        type="submit"
        class="button"
        disabled={sent === "sending" || text.trim() === "" || (user === undefined && name.trim() === "")}
      >
        {say("incident.noteAdd")}
      </button>
      {taken !== undefined && <p role="status">{say("incident.noteTaken")}</p>}
      {typeof sent === "object" && "words" in sent && (
        <p role="alert" class="banner banner-danger">
          <span>
            <strong>{say("incident.noteRefused")}</strong> {say(sent.words)} <span lang="en">{sent.detail}</span>
          </span>
        </p>
      )}
    </form>
  );
}

/** Unlike `randomUUID` it is there without TLS, too. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
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
