/** Opens a name as a browser outside does: asks a caching resolver, then whoever listens at the address that came. */
import { randomInt } from "node:crypto";
import { createAsker } from "@flipwatch/adapters/dns/asker";
import type { Visit } from "@flipwatch/core/lesson/panel";
import { normalName } from "../dns/names.ts";
import type { LabAddresses } from "../lab-types.ts";

/** Less patient than a browser: a security group's silence is seen within a moment. */
const PATIENCE_MS = 2_500;

/** Caches may still give the answer of before, as they do to everybody. */
export async function visit(name: string, { resolver, demo }: Pick<LabAddresses, "resolver" | "demo">): Promise<Visit> {
  const opened = { kind: "visited", name: normalName(name) } as const;
  const address = await addressOf(opened.name, resolver);
  if (address === undefined) return { ...opened, failure: "no-address" };
  const page = demo.find(({ endpoint }) => endpoint === `${address}:80`);
  const title = page && (await titleOf(page.url));
  if (page === undefined || title === undefined) return { ...opened, address, failure: "no-reply" };
  return { ...opened, address, side: page.side, title };
}

async function addressOf(name: string, server: string): Promise<string | undefined> {
  const asker = createAsker({ now: Date.now, randomId: () => randomInt(65_536) });
  try {
    const answer = await asker.ask({ name, type: "A", server, transport: "udp", recursive: true, timeoutMs: PATIENCE_MS });
    return answer.kind === "reply" ? answer.records.findLast(({ type }) => type === "A")?.value : undefined;
  } finally {
    await asker.close();
  }
}

/** The page's own words; undefined where none came in time. */
async function titleOf(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return /<title>([^<]*)<\/title>/.exec(await response.text())?.[1];
  } catch (problem) {
    // Silence, or a connection that was cut: what a block is to a client.
    if (problem instanceof TypeError || (problem as Error).name === "TimeoutError") return undefined;
    throw problem;
  }
}
