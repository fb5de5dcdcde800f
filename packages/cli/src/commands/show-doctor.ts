/** `flipwatch doctor`: says of each part whether it is well, what was seen, and what to do. What is looked at is in `../doctor/`. */
import { cloudwatchClient, createMetrics } from "@flipwatch/adapters/aws/cloudwatch";
import { askConcurrency } from "@flipwatch/adapters/aws/concurrency";
import { askRegion } from "@flipwatch/adapters/aws/region";
import { createRoute53 } from "@flipwatch/adapters/aws/route53";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { FlipwatchError, MINUTE, secret } from "@flipwatch/core";
import { counted } from "@flipwatch/core/phrases";
import { getJson } from "../client/api.ts";
import type { AccountPorts } from "../doctor/account.ts";
import type { Deployment } from "../doctor/deployment.ts";
import { examine } from "../doctor/examine.ts";
import type { Sight, SightState } from "../doctor/sight.ts";
import { EXIT } from "../output/exit.ts";
import { fitted } from "../output/fitted.ts";
import { colour, note, print, printJson } from "../output/terminal.ts";
import { loadConfig } from "../run/load-config.ts";

export interface DoctorFlags {
  config: string;
  url?: string;
  json?: true;
}

export async function doctorCommand(flags: DoctorFlags): Promise<void> {
  // Secrets that are missing are for the doctor to say, not to stumble over.
  const { path, config, warnings } = await loadConfig(flags.config, secret);
  const url = flags.url ?? config.dashboardUrl;
  const at = systemClock.now();
  const isWatched = process.stderr.isTTY === true && !flags.json;
  const sights = await examine(
    {
      ...{ path, config, warnings, environment: process.env, nodeVersion: process.versions.node, account: accountPorts() },
      ...(url === undefined ? {} : { deployment: deploymentAt(url, flags.url !== undefined) }),
    },
    {
      saw: (sight) => (flags.json ? undefined : sightLines(sight).forEach((line) => void print(line))),
      doing: (what) => (isWatched ? note(colour.dim(`… ${what}`)) : undefined),
    },
  );
  if (flags.json) printJson({ kind: "doctor", at, parts: sights, ...countsOf(sights) });
  else print(`\n${summary(sights)}`);
  process.exitCode = sights.some(({ state }) => state === "problem") ? EXIT.failed : EXIT.ok;
}

/** Each request is tried few times: whoever waits wants to know soon. */
function accountPorts(): AccountPorts {
  return {
    route53: createRoute53({ requestsPerSecond: 2, clock: systemClock, maxAttempts: 2 }),
    metrics: createMetrics({ client: cloudwatchClient({ maxAttempts: 1 }), periodMs: MINUTE }),
    askRegion,
    askConcurrency,
    now: systemClock.now,
  };
}

/** A link that lets people in lets the doctor in, too: it carries the token that the API takes. */
export function deploymentAt(url: string, isNamed: boolean): Deployment {
  if (!URL.canParse(url))
    throw new FlipwatchError("config-invalid", `${url} is no address; give one such as https://flipwatch.example.com with --url`);
  const { origin, searchParams } = new URL(url);
  const token = searchParams.get("token");
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  return { url: origin, isNamed, ask: (path) => getJson(origin, path, headers), now: systemClock.now };
}

/** Beside each colour stands a sign and a word, for those who don't see the colour. */
const signs: Record<SightState, string> = {
  ok: colour.green("✔ ok         "),
  warning: colour.yellow("▲ warning    "),
  problem: colour.red("✖ problem    "),
  "not-checked": colour.dim("– not checked"),
};
const INDENT = 15;

export function sightLines({ part, state, saw, todo }: Sight): string[] {
  const lines = saw.split("\n");
  const first = `${signs[state]}  ${colour.bold(part)}: ${lines[0] ?? ""}`;
  const rest = [...lines.slice(1), ...(todo === undefined ? [] : [`What to do: ${todo}`])];
  return [first, ...rest.map((line) => `${" ".repeat(INDENT)}${line}`)].map((line) => fitted(line, INDENT));
}

function countsOf(sights: readonly Sight[]): { problems: number; warnings: number; notChecked: number } {
  const count = (state: SightState) => sights.filter((sight) => sight.state === state).length;
  return { problems: count("problem"), warnings: count("warning"), notChecked: count("not-checked") };
}

function summary(sights: readonly Sight[]): string {
  const { problems, warnings, notChecked } = countsOf(sights);
  const rest = `${counted(warnings, "warning")}, ${notChecked} not checked`;
  return problems === 0 ? `${colour.green("No problem")}, ${rest}.` : `${colour.red(counted(problems, "problem"))}, ${rest}.`;
}
