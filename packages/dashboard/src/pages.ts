/**
 * Where each page's code is: `pages/pair/pair-page.tsx` exports `PairPage`, and so on. It is loaded when the page is first shown, so that a
 * link from an alert brings only what that page needs.
 */
import type { ComponentType } from "preact";
import type { PageName } from "./route.ts";

/** What every page gets. */
export interface PageInput {
  /** Of the pair or the incident; empty for other pages. */
  id: string;
  /** The address's query, with its `?`, or empty. */
  search: string;
}

export type PageComponent = ComponentType<PageInput>;

const files = import.meta.glob<Record<string, PageComponent>>("./pages/*/*-page.tsx");
const loaded = new Map<PageName, PageComponent>();

/** The page, where its code was loaded before. */
export function pageNow(page: PageName): PageComponent | undefined {
  return loaded.get(page);
}

/** Loads a page's code; undefined where there is no such page. Throws when it can't be loaded. */
export async function loadPage(page: PageName): Promise<PageComponent | undefined> {
  const code = await files[`./pages/${page}/${page}-page.tsx`]?.();
  const name = `${page.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}Page`;
  const component = code?.[name];
  if (component !== undefined) loaded.set(page, component);
  return component;
}
