/** What asking costs: questions a second and CPU seconds per 1,000 questions, against a name server on loopback in a process of its own. */
import { fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { fileURLToPath } from "node:url";
import { createAsker } from "@flipwatch/adapters/dns/asker";

const QUESTIONS = 50_000;
const IN_FLIGHT = 100;
const SERVE = "serve";

/** Turns each query into a reply in place: header flags, one answer pointing at the question's name. */
function serve(): void {
  const socket = createSocket("udp4");
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 10]);
  socket.on("message", (query, from) => {
    const end = query.length - 11;
    const reply = Buffer.concat([query.subarray(0, end), answer, query.subarray(end)]);
    reply[2] = 0x84;
    reply[7] = 1;
    socket.send(reply, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1", () => process.send?.(socket.address().port));
}

async function measure(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), [SERVE]);
  const port = await new Promise<number>((resolve) => server.once("message", (message) => resolve(Number(message))));
  const asker = createAsker({ now: Date.now, randomId: () => randomInt(65_536) });
  let next = 0;
  let replies = 0;
  const asking = async (): Promise<void> => {
    while (next < QUESTIONS) {
      const name = `name-${next++ % 1_000}.example.com`;
      const answer = await asker.ask({
        name,
        type: "A",
        server: `127.0.0.1:${port}`,
        transport: "udp",
        recursive: false,
        timeoutMs: 1_500,
      });
      if (answer.kind === "reply") replies += 1;
    }
  };
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  await Promise.all(Array.from({ length: IN_FLIGHT }, asking));
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = process.cpuUsage(startedCpu);
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  const report = {
    questions: QUESTIONS,
    replies,
    questionsPerSecond: Math.round(QUESTIONS / seconds),
    cpuSecondsPer1000: Number(((cpuSeconds / QUESTIONS) * 1_000).toFixed(4)),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  await asker.close();
  server.kill();
}

if (process.argv[2] === SERVE) serve();
else await measure();
