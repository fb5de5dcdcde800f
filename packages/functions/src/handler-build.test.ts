import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stop } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildHandler, handlerNames } from "./testing/built-handler.ts";

const MOST_KIB = 700;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flipwatch-bundles-"));
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

describe.each(handlerNames)("what is deployed of %s", (handler) => {
  it(`is read in at most ${MOST_KIB} KiB at a cold start, without what few invocations need`, async () => {
    const { startBytes, startSources } = await buildHandler(handler, join(folder, handler));
    expect(startBytes / 1024).toBeLessThanOrEqual(MOST_KIB);
    const modules = startSources.map(
      (source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? source.replace(/^.*\/packages\//, ""),
    );
    // Profiles and single sign-on, none of which Lambda has; sign-in; recurring windows; the API's description; SST, where there is no secret.
    for (const seldom of [
      /credential-provider-node/,
      /nested-clients/,
      /openid-client/,
      /slack\/web-api/,
      /rrule/,
      /openapi\.json/,
      /^sst$/,
    ])
      expect(modules.filter((module) => seldom.test(module))).toEqual([]);
    expect(modules.filter((module) => module === "zod").length).toBeGreaterThan(0);
  });
});
