/** What of the lab's log is shown: with --verbose all of it, else its errors; that the machine is too slow for the speed is said once, in words. */
import type { LabLog } from "@flipwatch/lab/lab";
import { timeOfDay } from "../output/event-line.ts";

export interface LabLogOptions {
  speed: number;
  verbose?: boolean;
  note(line: string): void;
}

/** For `startLab`. */
export function labLog({ speed, verbose = false, note }: LabLogOptions): (line: LabLog) => void {
  let told = false;
  return (line) => {
    if (!verbose && line.level !== "error") return;
    if (verbose || !isOverload(line)) return note(`${timeOfDay(line.at)} ${line.source}: ${line.text}`);
    if (!told) note(`${timeOfDay(line.at)} ${tooBusy(speed)}`);
    told = true;
  };
}

/** Time limits shrink with the speed while the machine stays as it is, so invocations pile up or run out of time. */
function isOverload({ text }: LabLog): boolean {
  return text.startsWith("throttled") || text.startsWith("Sandbox.Timedout");
}

function tooBusy(speed: number): string {
  const slower = Math.floor(speed / 2);
  const advice = slower < 1 ? "close what else runs on it" : `try --speed ${slower}`;
  return `this machine is too busy for --speed ${speed}: what is seen comes late, or not at all; ${advice}.`;
}
