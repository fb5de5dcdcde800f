/**
 * The name server of the bench, in a process of its own: answers A questions over UDP and TCP from one port, as told over IPC. It says when
 * a name was first answered with its new value, by the machine's monotonic clock, which all processes share. Bytes are put together by hand:
 * what it costs comes out of the same processors as what is measured.
 */
import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { type BadReply, type Order, PRIMARY, type Report, SECONDARY } from "./name-server.ts";

const HEADER = 12;
/** Later than any try waits. */
const LATE_MS = 3_000;
const RCODES: Partial<Record<BadReply, number>> = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

interface Name {
  value: Buffer;
  /** Nobody has been told the value yet. */
  fresh: boolean;
  bad?: BadReply;
}

/** By the first label, in lower case. */
const names = new Map<string, Name>();
let questions = 0;

function report(what: Report): void {
  process.send?.(what);
}

/** An A record that points at the question's name, TTL 60. */
function recordOf(address: string): Buffer {
  return Buffer.from([0xc0, HEADER, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)]);
}

const records = { primary: recordOf(PRIMARY), secondary: recordOf(SECONDARY) };

function labelOf(query: Buffer): string {
  return query.toString("latin1", HEADER + 1, HEADER + 1 + (query[HEADER] ?? 0)).toLowerCase();
}

function named(label: string): Name {
  const known = names.get(label) ?? { value: records.primary, fresh: false };
  names.set(label, known);
  return known;
}

/** Undefined: nothing is answered. */
function answer(query: Buffer, transport: "udp" | "tcp"): { reply: Buffer; afterMs: number } | undefined {
  questions += 1;
  const label = labelOf(query);
  const name = named(label);
  const { bad } = name;
  // One bad reply, and it is over. Over TCP nothing is truncated.
  if (bad !== undefined) {
    delete name.bad;
    report({ kind: "was-bad", bad });
  }
  if (bad === "dropped") return undefined;
  const isPlain = bad === undefined || bad === "late" || (bad === "truncated" && transport === "tcp");
  if (isPlain && name.fresh) {
    name.fresh = false;
    report({ kind: "first-answered", label, at: process.hrtime.bigint().toString() });
  }
  return { reply: replyTo(query, isPlain ? name.value : undefined, bad), afterMs: bad === "late" ? LATE_MS : 0 };
}

/** The query turned into its reply: flags, the record after the question, and the query's own EDNS record behind. */
function replyTo(query: Buffer, record: Buffer | undefined, bad: BadReply | undefined): Buffer {
  const end = query.indexOf(0, HEADER) + 5;
  const reply = Buffer.concat([query.subarray(0, end), record ?? Buffer.alloc(0), query.subarray(end)]);
  reply[2] = record === undefined && bad === "truncated" ? 0x86 : 0x84;
  reply[3] = (bad && RCODES[bad]) ?? 0;
  reply[7] = record === undefined ? 0 : 1;
  return reply;
}

/** At once where nothing is to be waited for: a timer would add a millisecond. */
function soon(afterMs: number, act: () => void): void {
  if (afterMs === 0) act();
  else setTimeout(act, afterMs);
}

function serveTcp(socket: Socket): void {
  let held = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const query = held.subarray(2, 2 + held.readUInt16BE(0));
      held = held.subarray(2 + query.length);
      const answered = answer(query, "tcp");
      if (answered === undefined) continue;
      const length = Buffer.from([answered.reply.length >> 8, answered.reply.length & 0xff]);
      soon(answered.afterMs, () => socket.destroyed || socket.write(Buffer.concat([length, answered.reply])));
    }
  });
}

function follow(order: Order): void {
  if (order.kind === "count") report({ kind: "count", questions });
  else if (order.kind === "bad") named(order.label).bad = order.bad;
  else Object.assign(named(order.label), { value: records[order.to], fresh: true });
}

const tcp = createServer(serveTcp);
tcp.listen(0, "127.0.0.1", () => {
  const address = tcp.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const udp = createSocket({ type: "udp4", recvBufferSize: 4 * 1_048_576 });
  udp.on("message", (query, from) => {
    const answered = answer(query, "udp");
    if (answered === undefined) return;
    soon(answered.afterMs, () => udp.send(answered.reply, from.port, from.address));
  });
  udp.bind(port, "127.0.0.1", () => report({ kind: "listening", port }));
});
process.on("message", follow);
// The bench is gone.
process.on("disconnect", () => process.exit());
