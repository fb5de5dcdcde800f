/** Search and filters of the list. What is typed shows at once, and is in the address a moment later. */
import { useEffect, useRef, useState } from "preact/hooks";
import { say } from "../../words/words.ts";
import { everything, type Filter, isEverything } from "./filter.ts";

const PAUSE_MS = 150;

export interface SearchBarProps {
  filter: Filter;
  tags: readonly string[];
  /** How many of how many show. */
  shown: number;
  all: number;
  onFilter: (filter: Filter) => void;
}

export function SearchBar({ filter, tags, shown, all, onFilter }: SearchBarProps) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useTyped(filter, onFilter);
  useSlash(field);
  return (
    <search class="search">
      <input
        ref={field}
        class="field search-field"
        type="search"
        value={text}
        placeholder={say("overview.search")}
        aria-label={say("overview.searchLabel")}
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      {tags.length > 0 && (
        <select
          class="field"
          aria-label={say("overview.tag")}
          value={filter.tag}
          onChange={({ currentTarget }) => onFilter({ ...filter, tag: currentTarget.value })}
        >
          <option value="">{say("overview.anyTag")}</option>
          {tags.map((tag) => (
            <option key={tag} value={tag}>
              {tag}
            </option>
          ))}
        </select>
      )}
      <span class="search-shown" role="status">
        {!isEverything(filter) && (
          <>
            {say("overview.shown", { count: shown, all })}{" "}
            <button type="button" class="button" onClick={() => onFilter(everything)}>
              {say("overview.clear")}
            </button>
          </>
        )}
      </span>
    </search>
  );
}

/** The text as it is typed; the filter follows after a pause, and the field follows the filter when it is cleared elsewhere. */
function useTyped(filter: Filter, onFilter: (filter: Filter) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState<string>();
  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(() => {
      onFilter({ ...filter, text: typed });
      setTyped(undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, filter, onFilter]);
  return [typed ?? filter.text, setTyped];
}

/** `/` goes to the field, as in most lists that are searched. */
function useSlash(field: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]") !== null;
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [field]);
}
