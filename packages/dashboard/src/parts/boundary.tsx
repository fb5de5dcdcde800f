/** Keeps a mistake on one page to that page: it is told there, and the way to the others stays. */
import { Component, type ComponentChildren } from "preact";
import { say } from "../words/words.ts";
import { Page } from "./page.tsx";

interface State {
  isBroken: boolean;
}

export class Boundary extends Component<{ children: ComponentChildren }, State> {
  override state: State = { isBroken: false };

  static override getDerivedStateFromError(): State {
    return { isBroken: true };
  }

  override componentDidCatch(problem: unknown): void {
    // The browser's console is the only log that a page has.
    reportError(problem);
  }

  override render() {
    return this.state.isBroken ? <PageFailed /> : this.props.children;
  }
}

/** A page whose code did not come, or that broke. */
export function PageFailed() {
  return (
    <Page title={say("shell.pageFailed")}>
      <div class="state" role="alert">
        <p>{say("shell.pageFailedHint")}</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {say("shell.reload")}
        </button>
      </div>
    </Page>
  );
}
