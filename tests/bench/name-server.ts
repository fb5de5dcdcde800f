/** Starts the bench's name server and speaks with it: flips names, orders bad replies, hears when a new value was first answered. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export const PRIMARY = "192.0.2.10";
export const SECONDARY = "192.0.2.20";

export const badReplies = ["dropped", "SERVFAIL", "REFUSED", "NXDOMAIN", "empty", "truncated", "late"] as const;
/** `empty`: no error and no record. `truncated`: over UDP only, as it should be. `late`: after every try's timeout. */
export type BadReply = (typeof badReplies)[number];

export type Order =
  | { kind: "flip"; label: string; to: "primary" | "secondary" }
  /** For the next question about the name, and no other. */
  | { kind: "bad"; label: string; bad: BadReply }
  | { kind: "count" };

export type Report =
  | { kind: "listening"; port: number }
  /** `at`: nanoseconds of the monotonic clock, as text. */
  | { kind: "first-answered"; label: string; at: string }
  | { kind: "was-bad"; bad: BadReply }
  | { kind: "count"; questions: number };

export interface NameServer {
  /** `127.0.0.1:port`. */
  address: string;
  /** Resolves with the moment at which a question was first answered with the new value, in milliseconds of `monotonicMs`. */
  flip(label: string, to: "primary" | "secondary"): Promise<number>;
  /** Resolves when the bad reply was given (or, if dropped, not given). */
  beBad(label: string, bad: BadReply): Promise<void>;
  /** Questions so far. */
  questions(): Promise<number>;
  close(): void;
}

const START = fileURLToPath(new URL("../../scripts/start.mjs", import.meta.url));

/** The clock that all processes of a machine share. */
export function monotonicMs(nanoseconds: bigint = process.hrtime.bigint()): number {
  return Number(nanoseconds) / 1e6;
}

export async function startNameServer(): Promise<NameServer> {
  const child = fork(START, ["--script", "tests/bench/name-server-process.ts"]);
  // Each flip that nobody has asked about yet waits with a listener of its own.
  child.setMaxListeners(0);
  const { port } = await reported(child, "listening");
  const ask = (order: Order): void => void child.send(order);
  return {
    address: `127.0.0.1:${port}`,
    async flip(label, to) {
      const answered = reported(child, "first-answered", (report) => report.label === label);
      ask({ kind: "flip", label, to });
      return monotonicMs(BigInt((await answered).at));
    },
    async beBad(label, bad) {
      const given = reported(child, "was-bad", (report) => report.bad === bad);
      ask({ kind: "bad", label, bad });
      await given;
    },
    async questions() {
      const counted = reported(child, "count");
      ask({ kind: "count" });
      return (await counted).questions;
    },
    close: () => void child.kill(),
  };
}

type Reported<K extends Report["kind"]> = Extract<Report, { kind: K }>;

/** The next report of the kind that fits. */
function reported<K extends Report["kind"]>(
  child: ChildProcess,
  kind: K,
  fits: (report: Reported<K>) => boolean = () => true,
): Promise<Reported<K>> {
  return new Promise((resolve, reject) => {
    const hear = (report: Report) => {
      if (report.kind !== kind || !fits(report as Reported<K>)) return;
      child.off("message", hear);
      child.off("exit", gone);
      resolve(report as Reported<K>);
    };
    const gone = () => reject(new Error("the name server of the bench ended"));
    child.on("message", hear);
    child.once("exit", gone);
  });
}
