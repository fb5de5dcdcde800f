/**
 * One health check's one look at its endpoint, over a real connection: whether it passed and in which words. Time limits and rules are those
 * of the Route 53 Developer Guide, page dns-failover-determining-health-of-endpoints.
 */
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { createGunzip, createInflate } from "node:zlib";
import { pause } from "../aws/pause.ts";
import { type CheckConfig, portOf } from "../route53/check.ts";
import type { Firewall, LabTime, Translate } from "../types.ts";
import { startDeadline } from "./deadline.ts";
import * as words from "./status-text.ts";

export interface ProbeDeps {
  time: LabTime;
  firewall: Firewall;
  translate: Translate;
  /** A addresses of a name. */
  lookup(name: string): Promise<readonly string[]>;
}

export interface ProbeResult {
  passed: boolean;
  text: string;
}

/** What the firewall drops costs the scaled time limit, but at least this. */
const droppedFloorMs = 150;
/** Below this a time limit of a real connection would measure the machine, not the endpoint. */
const floorMs = 500;
/** The string must lie wholly in the first 5,120 bytes of the body. */
const searchedBytes = 5_120;
/** Response headers may have 16 KB (Developer Guide, DNSLimitations). */
const headerBytes = 16_384;

const limit = (seconds: number, { unitMs }: LabTime): number => Math.max(floorMs, seconds * unitMs);

/** Never throws for what an endpoint does. `signal` ends it early when the lab closes. */
export async function probe(id: string, config: CheckConfig, deps: ProbeDeps, signal: AbortSignal): Promise<ProbeResult> {
  if (config.ipAddress !== undefined) return look(id, config, config.ipAddress, deps, signal);
  const name = config.fullyQualifiedDomainName ?? "";
  // By name: looked up at every interval, IPv4 only (API reference, FullyQualifiedDomainName).
  const address = await firstAddress(name, deps);
  if (address === undefined) return failed(words.resolutionFailed(name));
  const result = await look(id, config, address, deps, signal);
  return { ...result, text: words.resolvedTo(result.text, address) };
}

async function firstAddress(name: string, { lookup }: ProbeDeps): Promise<string | undefined> {
  try {
    return (await lookup(name))[0];
  } catch {
    // Whatever a resolver's failure is called, to the checker the name has no address.
    return undefined;
  }
}

function look(id: string, config: CheckConfig, address: string, deps: ProbeDeps, signal: AbortSignal): Promise<ProbeResult> {
  const endpoint = `${address.includes(":") ? `[${address}]` : address}:${portOf(config)}`;
  const connectSeconds = config.type === "TCP" ? 10 : 4;
  // A firewall drops packets in silence, so a blocked endpoint costs the whole time limit.
  if (deps.firewall.blocked(endpoint)) return silence(Math.max(droppedFloorMs, connectSeconds * deps.time.unitMs), signal);
  const connectMs = limit(connectSeconds, deps.time);
  const { host, port } = split(deps.translate(endpoint));
  if (config.type === "TCP") return lookByTcp(host, port, connectMs, signal);
  return lookByHttp({ id, config, address, host, port, connectMs, time: deps.time, signal }, config.enableSni ?? false);
}

const failed = (text: string): ProbeResult => ({ passed: false, text });

async function silence(waitMs: number, signal: AbortSignal): Promise<ProbeResult> {
  await pause(waitMs, signal);
  return failed(words.timedOut);
}

function split(endpoint: string): { host: string; port: number } {
  const colon = endpoint.lastIndexOf(":");
  return { host: endpoint.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(endpoint.slice(colon + 1)) };
}

function describe(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ECONNREFUSED" ? words.refused : words.broken(code ?? error.message);
}

function lookByTcp(host: string, port: number, connectMs: number, signal: AbortSignal): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (result: ProbeResult) => {
      deadline.cancel();
      signal.removeEventListener("abort", stop);
      socket.destroy();
      resolve(result);
    };
    const stop = () => finish(failed(words.timedOut));
    const deadline = startDeadline(connectMs, stop);
    signal.addEventListener("abort", stop, { once: true });
    socket.once("connect", () => finish({ passed: true, text: words.connected }));
    socket.on("error", (error) => finish(failed(describe(error))));
  });
}

interface HttpLook {
  id: string;
  config: CheckConfig;
  address: string;
  host: string;
  port: number;
  connectMs: number;
  time: LabTime;
  signal: AbortSignal;
}

/** Certificates are not validated; with SNI refused by the endpoint, a second try goes without (API reference, EnableSNI). */
async function lookByHttp(look: HttpLook, sni: boolean): Promise<ProbeResult> {
  const phase = { over: new AbortController(), text: words.timedOut };
  const stop = () => phase.over.abort();
  look.signal.addEventListener("abort", stop, { once: true });
  let deadline = startDeadline(look.connectMs, stop);
  const next = (text: string, seconds: number) => {
    deadline.cancel();
    phase.text = text;
    deadline = startDeadline(limit(seconds, look.time), stop);
  };
  try {
    const response = await open(look, sni, phase.over.signal, () => next(words.noStatus, 2));
    next(words.noBody, 2);
    return await judge(response, look.config);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (phase.over.signal.aborted) return failed(phase.text);
    if (sni && /unrecognized name/i.test(error.message)) return await lookByHttp(look, false);
    return failed(describe(error));
  } finally {
    deadline.cancel();
    look.signal.removeEventListener("abort", stop);
    phase.over.abort();
  }
}

/** Resolves with the response's head; rejects with the connection's error. `connected` is called when the time for the status begins. */
async function open(look: HttpLook, sni: boolean, signal: AbortSignal, connected: () => void): Promise<IncomingMessage> {
  const { id, config, host, port } = look;
  const secure = config.type.startsWith("HTTPS");
  const options = {
    host,
    port,
    path: config.resourcePath ? config.resourcePath.replace(/^(?!\/)/, "/") : "/",
    headers: {
      Host: hostHeader(config, look.address),
      "User-Agent": `Amazon-Route53-Health-Check-Service (ref ${id}; report http://amzn.to/1vsZADi)`,
      Accept: "*/*",
      "Accept-Encoding": "*",
      Connection: "close",
    },
    agent: false as const,
    maxHeaderSize: headerBytes,
    signal,
  };
  const servername = sni ? (config.fullyQualifiedDomainName ?? "") : "";
  const request = secure ? httpsRequest({ ...options, rejectUnauthorized: false, servername }) : httpRequest(options);
  request.once("socket", (socket) => socket.once("connect", connected));
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  // From now on trouble shows at the response; a late error of the request must not be unhandled.
  request.on("error", (error) => response.destroy(error));
  return response;
}

/** The name; with the port where it is not the type's own; the address where there is no name (API reference, FullyQualifiedDomainName). */
export function hostHeader(config: CheckConfig, address: string): string {
  const name = config.fullyQualifiedDomainName;
  const port = portOf(config);
  if (name === undefined) return address.includes(":") ? `[${address}]` : address;
  return port === (config.type.startsWith("HTTPS") ? 443 : 80) ? name : `${name}:${port}`;
}

async function judge(response: IncomingMessage, config: CheckConfig): Promise<ProbeResult> {
  const status = response.statusCode ?? 0;
  const passed = status >= 200 && status < 400;
  if (!passed || !config.searchString) {
    response.destroy();
    return { passed, text: words.answered(passed, status) };
  }
  const found = (await firstBytes(response)).includes(config.searchString);
  return { passed: found, text: found ? words.answered(true, status) : words.notFound(status) };
}

/** The first 5,120 bytes, gzip and deflate undone. What follows is not read. */
async function firstBytes(response: IncomingMessage): Promise<string> {
  const encoding = response.headers["content-encoding"];
  const unpack = encoding === "gzip" ? createGunzip() : encoding === "deflate" ? createInflate() : undefined;
  if (unpack) response.on("error", (error) => unpack.destroy(error));
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of (unpack ? response.pipe(unpack) : response) as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size >= searchedBytes) break;
  }
  response.destroy();
  return Buffer.concat(parts).subarray(0, searchedBytes).toString();
}
