/** Which page a path is, and back. Pure: moving about is `place.ts`'s. */
import type { PairId } from "@flipwatch/core/pair";

export type Route =
  | { page: "overview" | "findings" | "deliveries" | "walk-through" | "login" | "missing" }
  | { page: "pair"; id: PairId }
  | { page: "incident"; id: string };

export type PageName = Route["page"];

const plainPages = ["findings", "deliveries", "walk-through", "login"] as const;

/** The route of a path without its query. An id's slash may be encoded, as it belongs, or have been decoded on the way. */
export function routeOf(path: string): Route {
  const [first = "", ...rest] = path.split("/").slice(1);
  const id = decoded(rest.join("/").replace(/\/$/, ""));
  if (first === "" && rest.length === 0) return { page: "overview" };
  if (first === "pairs" && id) return { page: "pair", id };
  if (first === "incidents" && id) return { page: "incident", id };
  const page = id === "" ? plainPages.find((each) => each === first) : undefined;
  return { page: page ?? "missing" };
}

export function pathOf(route: Route): string {
  switch (route.page) {
    case "pair":
      return `/pairs/${encodeURIComponent(route.id)}`;
    case "incident":
      return `/incidents/${encodeURIComponent(route.id)}`;
    case "overview":
    case "missing":
      return "/";
    case "findings":
    case "deliveries":
    case "walk-through":
    case "login":
      return `/${route.page}`;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape is a path that no page has.
    return undefined;
  }
}
