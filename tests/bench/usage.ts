/** What a process and its children use: processor time so far, and resident memory now. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface Usage {
  cpuSeconds: number;
  residentBytes: number;
}

/** Linux counts processor time in hundredths of a second here, whatever its timer is (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;

/** Of the process and all that it started and that still lives. */
export function usageOf(pid: number): Usage {
  const all = process.platform === "linux" ? byProc(pid) : byPs(pid);
  return all.reduce((sum, one) => ({
    cpuSeconds: sum.cpuSeconds + one.cpuSeconds,
    residentBytes: sum.residentBytes + one.residentBytes,
  }));
}

function byProc(pid: number): Usage[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in brackets, which may hold spaces: counted from behind it, `utime` is the twelfth, `stime` the next.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
  return [{ cpuSeconds, residentBytes: Number(resident ?? 0) * 1_024 }, ...children.flatMap(byProc)];
}

/** macOS and BSD tell time as `[[dd-]hh:]mm:ss.cc`. */
function byPs(pid: number): Usage[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,time="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([id, parent, rss, time]) => ({ id: Number(id), parent: Number(parent), rss: Number(rss), time: time ?? "0" }));
  const below = (id: number): typeof rows =>
    rows.filter((row) => row.id === id || row.parent === id).flatMap((row) => (row.id === id ? [row] : below(row.id)));
  return below(pid).map(({ rss, time }) => ({ residentBytes: rss * 1_024, cpuSeconds: secondsOf(time) }));
}

function secondsOf(time: string): number {
  const [clock = "", days = "0"] = time.split("-").reverse();
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
