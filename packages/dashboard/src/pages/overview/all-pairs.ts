/** All pairs there are, page by page, each page with its own ETag: of thousands of pairs, what did not change is not sent again. */
import type { PairId } from "@flipwatch/core/pair";
import { type Asked, ask } from "../../api/answer.ts";
import type { Source } from "../../api/use-answer.ts";
import type { WatchedPair } from "./watched-pair.ts";

interface PairsPage {
  pairs: WatchedPair[];
  next?: PairId;
}

/** The most that the API gives at once. */
const PAGE = 1_000;
/** More pairs than anybody has; a list that never ends would be a fault of ours. */
const MOST_PAGES = 50;

export function pairsSource(asking: typeof ask = ask): Source<WatchedPair[]> {
  const known = new Map<string, { page: PairsPage; etag?: string }>();
  return async (signal) => {
    const pairs: WatchedPair[] = [];
    let isChanged = false;
    let after = "";
    for (let index = 0; index < MOST_PAGES; index += 1) {
      const path = `/api/pairs?limit=${PAGE}${after === "" ? "" : `&after=${encodeURIComponent(after)}`}`;
      const before = known.get(path);
      const asked: Asked<PairsPage> = await asking<PairsPage>(path, { etag: before?.etag, signal });
      if (asked.kind === "failed" || asked.kind === "unauthorised") return asked;
      if (asked.kind === "fresh") known.set(path, { page: asked.data, etag: asked.etag });
      isChanged ||= asked.kind === "fresh";
      const page = asked.kind === "fresh" ? asked.data : before?.page;
      pairs.push(...(page?.pairs ?? []));
      if (page?.next === undefined) break;
      after = page.next;
    }
    return isChanged ? { kind: "fresh", data: pairs } : { kind: "same" };
  };
}
