/** A page's own frame: its title in the tab, its heading, and the focus there when somebody came by a link. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../words/words.ts";

export interface PageProps {
  /** In the tab, and as the heading unless that is given. */
  title: string;
  /** What the first heading holds. */
  heading?: ComponentChildren;
  /** Stands beside the heading, or below where it is narrow. */
  beside?: ComponentChildren;
  /** The heading is for who listens only: the page says at a glance what it is. */
  quiet?: boolean;
  children: ComponentChildren;
}

let isFirst = true;

export function Page({ title, heading, beside, quiet = false, children }: PageProps) {
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${say("shell.name")}`;
  }, [title]);
  useEffect(() => {
    // The first page leaves the focus where the browser puts it; each further one begins at its heading.
    if (!isFirst) top.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return (
    <main id="content" class="page" tabIndex={-1}>
      <div class={quiet ? "unseen" : "page-head"}>
        <h1 ref={top} tabIndex={-1}>
          {heading ?? title}
        </h1>
        {beside}
      </div>
      {children}
    </main>
  );
}
