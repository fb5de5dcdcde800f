/** What axe-core finds on a page as it stands that keeps people out: its serious and critical violations, each with where. */
import axe from "axe-core";
import type { Page } from "playwright-core";

const grave = ["serious", "critical"];

export async function graveFaults(page: Page): Promise<string[]> {
  // Evaluated as a debugger does, which the page's own policy does not forbid.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }));
  const found = violations.filter(({ impact }) => impact != null && grave.includes(impact));
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`));
}
