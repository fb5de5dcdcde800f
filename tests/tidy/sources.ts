/** Reads the project's own sources, for the tests that keep the house in order. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Source {
  /** Relative to the root, with forward slashes. */
  path: string;
  text: string;
  lines: string[];
}

const roomsWithCode = ["packages", "stacks", "tests", "scripts"].filter((room) => existsSync(`${root}${room}`));

/** Every TypeScript file of the project. */
export function sources(): Source[] {
  return roomsWithCode.flatMap((room) => filesBelow(room)).map((path) => read(path));
}

function filesBelow(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`)
    .filter((path) => !/node_modules|\/dist\/|\/sst-env\.d\.ts$/.test(path));
}

function read(path: string): Source {
  const text = readFileSync(`${root}${path}`, "utf8");
  return { path, text, lines: text.split("\n") };
}

/** What a source imports, as written. */
export function importsOf(source: Source): string[] {
  return [
    ...source.text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|(?:^|\n)import\s+["']([^"']+)["']/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}
