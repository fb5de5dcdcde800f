/** By whom something is asked for: whoever signed in, else a name that this browser keeps. */
import { useEffect, useState } from "preact/hooks";
import { useSession } from "../session.ts";
import { say } from "../words/words.ts";

/** As the API takes them. */
const NAME_MAX = 100;
const KEPT = "flipwatch.name";

export interface AskerName {
  /** Undefined where somebody signed in: then nobody is asked for a name. */
  name?: string;
  write: (name: string) => void;
  /** For a request's body. Keeps the name for the next time. */
  signed: () => { by?: string };
}

export function useAskerName(): AskerName {
  const { user } = useSession();
  const [name, write] = useState(keptName);
  const signed = () => {
    if (user !== undefined) return {};
    keepName(name);
    return { by: name.trim() };
  };
  return { ...(user === undefined && { name }), write, signed };
}

export function NameField({ asker: { name, write } }: { asker: AskerName }) {
  useEffect(() => {
    // Another form of the page may have asked meanwhile.
    if (name === "") write(keptName());
  }, []);
  if (name === undefined) return null;
  return (
    <label>
      <span>{say("asking.by")}</span>
      <input
        class="field"
        required
        // A name of blanks alone would be none.
        pattern=".*\S.*"
        maxLength={NAME_MAX}
        autocomplete="name"
        value={name}
        onInput={({ currentTarget }) => write(currentTarget.value)}
      />
    </label>
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
