/**
 * `flipwatch alert-test`: asks each channel whether it would take an alert, then sends it a marked test the way alerts are sent, and says what
 * came back and what to do. A test is in no log; no route, mute or digest has a say in it.
 */
import { createChannels } from "@flipwatch/adapters/channels/registry";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { type Channel, type Clock, FlipwatchError, type Ms, type SendResult } from "@flipwatch/core";
import { nearest } from "@flipwatch/core/config-problems";
import { testEvent } from "@flipwatch/core/deliver/test-event";
import { duration } from "../output/duration.ts";
import { EXIT } from "../output/exit.ts";
import { fitted } from "../output/fitted.ts";
import { colour, print, printJson } from "../output/terminal.ts";
import { loadConfig } from "../run/load-config.ts";

export interface AlertTestFlags {
  config: string;
  channel?: string[];
  json?: true;
}

/** What came of testing one channel. */
export interface Tested {
  channel: string;
  outcome: SendResult["outcome"];
  /** How long the send took. */
  tookMs: Ms;
  /** What the other side calls the message. */
  reference?: string;
  error?: string;
  /** What stands in the channel's way by its own word, delivered or not. */
  problem?: string;
  /** What to do; absent only where all is well. */
  fix?: string;
}

export async function alertTestCommand(flags: AlertTestFlags): Promise<void> {
  const { config } = await loadConfig(flags.config);
  const all = createChannels(config.channels, { clock: systemClock, dashboardUrl: config.dashboardUrl });
  const channels = named(all, flags.channel);
  const at = systemClock.now();
  const tested = await Promise.all(channels.map((channel) => testChannel(channel, systemClock)));
  if (flags.json) printJson({ kind: "alert-test", at, channels: tested });
  else for (const line of testedLines(tested)) print(line);
  process.exitCode = tested.every(({ outcome }) => outcome === "delivered") ? EXIT.ok : EXIT.failed;
}

/** Those asked for by id, or all. Throws FlipwatchError `config-invalid` that says which there are. */
export function named<C extends Pick<Channel, "id">>(all: readonly C[], ids: readonly string[] | undefined): C[] {
  if (all.length === 0) {
    throw new FlipwatchError(
      "config-invalid",
      "the configuration has no channel to test. Add one under `channels`: see README.md, “Alerts”.",
    );
  }
  const known = all.map(({ id }) => id);
  const unknown = (ids ?? [])
    .filter((id) => !known.includes(id))
    .map((id) => `${id} is no channel of the configuration${choice(id, known)}`);
  if (unknown.length > 0) throw new FlipwatchError("config-invalid", unknown.join("\n"));
  return ids === undefined ? [...all] : all.filter(({ id }) => ids.includes(id));
}

function choice(id: string, known: readonly string[]): string {
  const near = nearest(id, known);
  return near === undefined ? `; there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}` : `; did you mean ${near}?`;
}

/** First the question, since its answer is the clearer one; then the test all the same, since only that shows what an alert would do. */
export async function testChannel(channel: Channel, clock: Pick<Clock, "now">): Promise<Tested> {
  const found = await channel.check?.();
  const startedAt = clock.now();
  const result = await channel.send(testEvent(channel.id, startedAt), { possibleRepeat: false });
  const fix = found?.fix ?? fixFor(result);
  return {
    channel: channel.id,
    outcome: result.outcome,
    tookMs: clock.now() - startedAt,
    ...(result.outcome === "delivered" ? result.reference !== undefined && { reference: result.reference } : { error: result.error }),
    ...(found !== undefined && { problem: found.problem }),
    ...(fix !== undefined && { fix }),
  };
}

function fixFor(result: SendResult): string | undefined {
  switch (result.outcome) {
    case "delivered":
      return undefined;
    case "unknown":
      return "look there whether the test has arrived; an alert is sent again after such a send, marked as a possible repeat";
    case "failed":
      return result.retryable
        ? "check that it can be reached from here and is well, then test again; an alert is tried for an hour"
        : "check this channel's part of the configuration: address, names and secrets; an alert refused like this is given up";
  }
}

/** Beside each colour stands a sign, for those who don't see the colour. */
const signs: Record<Tested["outcome"], string> = { delivered: colour.green("✔"), unknown: colour.yellow("?"), failed: colour.red("✖") };
const INDENT = 4;

export function testedLines(tested: readonly Tested[]): string[] {
  const width = Math.max(...tested.map(({ channel }) => channel.length));
  return tested.flatMap((one) => linesOf(one, width)).map((line) => fitted(line, INDENT));
}

function linesOf({ channel, outcome, tookMs, reference, error, problem, fix }: Tested, width: number): string[] {
  const said = reference === undefined ? error : `reference ${reference}`;
  const line = `${signs[outcome]} ${channel.padEnd(width)}  ${outcome} ${outcome === "failed" ? "after" : "in"} ${duration(tookMs)}`;
  // What the send said often says the problem already.
  const isNew = problem !== undefined && error?.includes(problem) !== true;
  return [
    `${line}${said === undefined ? "" : `: ${said}`}`,
    ...(isNew ? [`    problem: ${problem}`] : []),
    ...(fix === undefined ? [] : [`    what to do: ${fix}`]),
  ];
}
