/** What others say at length: three lines of it, and all of it for whoever asks, by mouse, finger or key. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { say } from "../words/words.ts";

export function LongText({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);
  const shown = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    const { current } = shown;
    if (current === null || isOpen) return;
    const measure = () => setCut(current.scrollHeight > current.clientHeight + 1);
    // Called once at first, too.
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [text, isOpen]);
  return (
    <>
      <p class={isOpen ? "long-text long-text-open" : "long-text"} ref={shown}>
        {text}
      </p>
      {isCut && (
        <button type="button" class="button-plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {say(isOpen ? "shell.less" : "shell.more")}
        </button>
      )}
    </>
  );
}
