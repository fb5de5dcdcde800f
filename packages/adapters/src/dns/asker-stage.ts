/** For the tests of the asker: askers and scripted servers that are closed after each test, the question, and an answer in short. */
import { randomInt } from "node:crypto";
import type { Answer, Question } from "@flipwatch/core";
import { createAsker, type DnsAsker } from "./asker.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

export const NAME = "failover.example.com";
export const address = { type: "A" as const, name: NAME, ttl: 60, data: "192.0.2.10" };
const closing: { close(): Promise<unknown> }[] = [];

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(closing.splice(0).map((one) => one.close()));
}

export function asker(options: Partial<Parameters<typeof createAsker>[0]> = {}): DnsAsker {
  const made = createAsker({ now: Date.now, randomId: () => randomInt(65_536), ...options });
  closing.push(made);
  return made;
}

export async function server(script: Script, host?: "127.0.0.1" | "::1"): Promise<ScriptedServer> {
  const made = await startScriptedServer(script, host);
  closing.push(made);
  return made;
}

export function question(at: ScriptedServer | string, more: Partial<Question> = {}): Question {
  const endpoint = typeof at === "string" ? at : at.endpoint;
  return { name: NAME, type: "A", server: endpoint, transport: "udp", recursive: false, timeoutMs: 5_000, ...more };
}

/** The values of a reply, or the reason of a silence. */
export function values(answer: Answer): readonly string[] | string {
  return answer.kind === "reply" ? answer.records.map((record) => record.value) : answer.reason;
}

/** Random bytes. */
export function noise(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => randomInt(256)));
}
