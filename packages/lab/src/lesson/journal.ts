/** Keeps what happens in the lab and no log of Flipwatch's has: which server answered, what was blocked, which page a name led to. */
import type { Ms } from "@flipwatch/core";
import type { Visit, Witnessed } from "@flipwatch/core/lesson/panel";
import { type DemoSite, demoSites } from "../demo-servers.ts";
import type { SwitchableFirewall } from "../firewall.ts";

export interface Journal {
  /** A server gave its page. Kept once, and again after it was blocked. */
  answered(site: DemoSite): void;
  /** A checker has looked. Kept once a check. */
  looked(check: string, endpoint: string | undefined): void;
  visited(visit: Visit): void;
  /** Oldest first. */
  all(): readonly Witnessed[];
}

/** More than a lesson has; the oldest go beyond. */
const MOST_KEPT = 1_000;

export function createJournal({ now, firewall }: { now: () => Ms; firewall: SwitchableFirewall }): Journal {
  let kept: readonly Witnessed[] = [];
  const answering = new Set<string>();
  const looking = new Set<string>();
  const keep = (one: Witnessed) => {
    kept = [...kept, one].slice(-MOST_KEPT);
  };
  firewall.onChange((endpoint, blocked) => {
    const side = demoSites.find((site) => site.endpoint === endpoint)?.side;
    if (blocked) answering.delete(endpoint);
    keep({ at: now(), kind: blocked ? "blocked" : "let-through", endpoint, ...(side && { side }) });
  });
  return {
    answered: ({ endpoint, side }) => {
      if (answering.has(endpoint)) return;
      answering.add(endpoint);
      keep({ at: now(), kind: "server-answered", endpoint, side });
    },
    looked: (check, endpoint) => {
      if (looking.has(check)) return;
      looking.add(check);
      keep({ at: now(), kind: "check-looked", check, ...(endpoint !== undefined && { endpoint }) });
    },
    visited: (visit) => keep({ at: now(), ...visit }),
    all: () => kept,
  };
}
