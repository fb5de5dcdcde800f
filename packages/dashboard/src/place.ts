/** Where the viewer is: the address, followed without loading the page anew. Which page an address is, `route.ts` says. */
import { useEffect, useState } from "preact/hooks";
import { routeOf } from "./route.ts";

export interface Place {
  path: string;
  /** With its `?`, or empty. */
  search: string;
}

const listeners = new Set<() => void>();

export function currentPlace(): Place {
  return { path: location.pathname, search: location.search };
}

/** Goes to an address of this site; `replace` leaves no step back, for what changes while somebody types or zooms. */
export function go(address: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(history.state, "", address);
  else history.pushState(null, "", address);
  for (const listener of listeners) listener();
}

/** The place, anew with each move. */
export function usePlace(): Place {
  const [place, setPlace] = useState(currentPlace);
  useEffect(() => {
    const moved = () => setPlace(currentPlace());
    listeners.add(moved);
    addEventListener("popstate", moved);
    return () => {
      listeners.delete(moved);
      removeEventListener("popstate", moved);
    };
  }, []);
  return place;
}

/** Lets links to pages of this site move without loading. All else (other sites, new tabs, downloads, what only the server has) is the browser's. */
export function followLinks(): () => void {
  const followed = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || !isOurs(link, event)) return;
    event.preventDefault();
    const isSame = link.href === location.href;
    go(link.pathname + link.search + link.hash, { replace: isSame });
    if (!isSame) scrollTo(0, 0);
  };
  addEventListener("click", followed);
  return () => removeEventListener("click", followed);
}

function isOurs(link: HTMLAnchorElement, event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  if (link.origin !== location.origin || link.target !== "" || link.hasAttribute("download")) return false;
  // A link to a place on the same page, such as the one that skips the navigation.
  if (link.hash !== "" && link.pathname === location.pathname) return false;
  return routeOf(link.pathname).page !== "missing";
}
