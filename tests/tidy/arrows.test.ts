/** Imports point inward: stacks → functions → adapters → core. The lab is for the command line, tests and scripts alone. */
import { describe, expect, it } from "vitest";
import { importsOf, type Source, sources } from "./sources.ts";

interface Room {
  ours: string[];
  typesOf?: string[];
  node: boolean;
  others: RegExp;
}

/** For each room, the packages of ours it may import, and whether Node's own modules are allowed. */
const rooms: Record<string, Room> = {
  core: { ours: [], node: false, others: /^(zod|vitest|fast-check)$/ },
  adapters: {
    ours: ["core"],
    node: true,
    others: /^(@aws-sdk\/|@smithy\/|@slack\/web-api$|dns-packet|level$|rrule-temporal$|zod$|vitest|fast-check)/,
  },
  functions: {
    ours: ["core", "adapters"],
    node: true,
    others: /^(hono|aws-lambda|openid-client$|sst\/resource$|esbuild$|vitest|fast-check)/,
  },
  lab: { ours: ["core", "adapters", "functions"], node: true, others: /./ },
  cli: { ours: ["core", "adapters", "functions", "lab"], node: true, others: /./ },
  // Of the API it knows the shapes of the answers, which leave nothing in the page.
  dashboard: { ours: ["core"], typesOf: ["functions"], node: false, others: /./ },
};
/** Of the deployment; SST's components are globals there. */
const stacks: Room = { ours: ["core", "adapters", "functions"], node: true, others: /^esbuild$/ };
/** The only files of the command line that may start the lab. */
const labUsers = /^packages\/cli\/src\/(lab|demo)\//;

function wrongArrows(source: Source): string[] {
  const room = /^packages\/([^/]+)\//.exec(source.path)?.[1];
  const rule = source.path.startsWith("stacks/") ? stacks : rooms[room ?? ""];
  if (rule === undefined) return [];
  return importsOf(source).filter((target) => {
    if (target === "../flipwatch.config.ts") return source.path !== "stacks/configuration.ts";
    if (target.startsWith(".")) return new RegExp(`^(\\.\\./){${Math.max(1, source.path.split("/").length - 2)},}`).test(target);
    if (target.startsWith("node:")) return !rule.node;
    const ours = /^@flipwatch\/([^/]+)/.exec(target)?.[1];
    if (ours === "lab" && !source.path.startsWith("packages/lab/")) return !labUsers.test(source.path);
    if (ours !== undefined)
      return ours !== room && !rule.ours.includes(ours) && !(rule.typesOf?.includes(ours) && isTypeOnly(source, target));
    return !rule.others.test(target);
  });
}

function isTypeOnly({ text }: Source, target: string): boolean {
  const imports = [...text.matchAll(/(?:^|\n)(import|export)\s+(type\b)?[^;'"]*?from\s+["']([^"']+)["']/g)].filter(
    (match) => match[3] === target,
  );
  return imports.every((match) => match[2] === "type") && !text.includes(`import("${target}")`);
}

describe("imports point inward", () => {
  it.each(sources().map((source) => [source.path, source] as const))("%s", (_path, source) => {
    expect(wrongArrows(source)).toEqual([]);
  });

  it("would notice core importing an SDK, Node or an adapter", () => {
    const bad = (text: string): Source => ({ path: "packages/core/src/x.ts", text, lines: [] });
    for (const target of ["node:fs", "@aws-sdk/client-sns", "@flipwatch/adapters/store", "../../adapters/src/x.ts"]) {
      expect(wrongArrows(bad(`import { x } from "${target}";`))).toEqual([target]);
    }
  });

  it("would notice the dashboard importing more than types of the API", () => {
    const page = (text: string): Source => ({ path: "packages/dashboard/src/x.tsx", text, lines: [] });
    const api = "@flipwatch/functions/api/pairs";
    expect(wrongArrows(page(`import type { PairSummary } from "${api}";`))).toEqual([]);
    expect(wrongArrows(page(`import { listPairs } from "${api}";`))).toEqual([api]);
  });
});
