/** The bench's result as a table: figure, measured, aim, and what two other monitors took for the same. */
import type { Cost } from "./cost.ts";
import type { FalseAlarms } from "./false-alarms.ts";
import type { Reaction } from "./reaction.ts";
import type { Writes } from "./store-writes.ts";

/** What was not asked for is absent. */
export interface Measured {
  node: string;
  processors: number;
  /** Over 1, 5 and 15 minutes: what else the machine was doing. */
  loadBefore: number[];
  reaction?: Reaction & { names: number; intervalSeconds: number };
  reactionAmongMany?: Reaction & { names: number; intervalSeconds: number };
  cost?: Cost & { names: number };
  falseAlarms?: FalseAlarms;
  writes?: Writes[];
}

type Row = [figure: string, measured: string, aim: string, kuma: string, prometheus: string];

const HEADINGS: Row = ["figure", "measured", "aim", "Uptime Kuma", "Prometheus*"];
const FOOTNOTE = "* with blackbox_exporter and Alertmanager";

export function tableOf(measured: Measured): string {
  const rows = [HEADINGS, ...reactionRows(measured), ...costRows(measured), ...falseAlarmRows(measured), ...writesRows(measured)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("   ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("   "));
  const load = measured.loadBefore.map((one) => one.toFixed(1)).join(" ");
  return [...lines, "", FOOTNOTE, `Node ${measured.node}, ${measured.processors} processors, load average before: ${load}`].join("\n");
}

function reactionRows({ reaction, reactionAmongMany }: Measured): Row[] {
  return [reaction, reactionAmongMany].flatMap((one): Row[] => {
    if (one === undefined) return [];
    const what = `reaction, ${one.names} names every ${one.intervalSeconds} s, ${one.flips} flips`;
    return [
      [`${what}: p50`, ms(one.p50), "35 ms", "13 ms", "426 ms"],
      [`${what}: p99`, ms(one.p99), "100 ms", "", ""],
    ];
  });
}

function costRows({ cost }: Measured): Row[] {
  if (cost === undefined) return [];
  const what = `${cost.names} names every 10 s, ${cost.seconds} s`;
  return [
    [`CPU for 1,000 probes, ${what}`, `${cost.cpuSecondsPer1000.toFixed(2)} s`, "0.3 s", "6.9 s", "3.4 s"],
    [
      `resident memory, ${what}`,
      `${cost.residentMiB.toFixed(0)} MiB (highest ${cost.highestMiB.toFixed(0)})`,
      "200 MiB",
      "257 MiB",
      "291 MiB",
    ],
  ];
}

function falseAlarmRows({ falseAlarms }: Measured): Row[] {
  if (falseAlarms === undefined) return [];
  const { kinds, alarmed, roundsWaited } = falseAlarms;
  const which = alarmed.length === 0 ? "" : ` (${alarmed.map(({ bad }) => bad).join(", ")})`;
  return [
    [
      `false alarms after one bad reply, ${roundsWaited} rounds each`,
      `${alarmed.length} of ${kinds}${which}`,
      "0 of 7",
      "4 of 7",
      "5 of 7",
    ],
  ];
}

function writesRows({ writes = [] }: Measured): Row[] {
  return writes.map(({ names, perMinute }, index) => [
    `store writes a minute, ${names} ${names === 1 ? "name" : "names"} every 10 s`,
    perMinute.toFixed(0),
    index === 0 ? "" : "does not grow",
    "",
    "",
  ]);
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
