/** Runs inside a sandbox's thread in place of Lambda's runtime client: loads the handler once, then calls it for each event. */
import { parentPort, workerData } from "node:worker_threads";
import type { ErrorWords, InvokeMessage, SandboxMessage, SandboxSetup, StopMessage } from "./sandbox-protocol.ts";

type Handler = (event: unknown, context: unknown) => unknown;

const say = (message: SandboxMessage) => parentPort?.postMessage(message);

// As Lambda's Node runtime does: a promise nobody handles ends the sandbox, also between two invocations.
process.on("unhandledRejection", (reason) => {
  const { errorMessage, trace } = words(reason);
  say({ kind: "crashed", error: { errorType: "Runtime.UnhandledPromiseRejection", errorMessage, trace } });
  process.exit(128);
});

function words(thrown: unknown): ErrorWords {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? "").split("\n") };
}

async function load(): Promise<Handler> {
  const { handler: file } = workerData as SandboxSetup;
  const { handler } = (await import(file)) as { handler?: unknown };
  if (typeof handler !== "function") throw new Error("handler is undefined or not exported");
  return handler as Handler;
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  const context = {
    ...message.context,
    awsRequestId: message.requestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
  try {
    const payload = JSON.stringify((await handler(JSON.parse(message.event), context)) ?? null);
    say({ kind: "result", requestId: message.requestId, payload });
  } catch (error) {
    say({ kind: "failed", requestId: message.requestId, error: words(error) });
  }
}

try {
  const handler = await load();
  parentPort?.on("message", (message: InvokeMessage | StopMessage) => {
    if (message.kind === "stop") process.exit(0);
    void invoke(handler, message);
  });
  say({ kind: "ready" });
} catch (error) {
  say({ kind: "init-failed", error: words(error) });
}
