/**
 * The lab's one AWS endpoint: reads a request, lets faults strike, runs the operation and answers, whatever happens. DynamoDB requests go on to
 * the embedded store untouched. A request never crashes the lab: what no operation foresaw becomes AWS's InternalFailure.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { newUuid } from "../route53/name.ts";
import type { LabTime, Random } from "../types.ts";
import { AwsError } from "./aws-error.ts";
import type { Reply } from "./call.ts";
import { type Fault, type Faults, faultError, type ServiceName } from "./fault.ts";
import { type AwsRequest, openRequest, readBody } from "./request.ts";
import type { Routed, Services } from "./service.ts";

export interface AwsEndpoint {
  /**
   * Answers one request. The region that calls is `caller`, or what the path says as `/region/<region>`.
   * Resolves when the answer is written or the client is gone; never rejects.
   */
  handle(request: IncomingMessage, response: ServerResponse, caller?: string): Promise<void>;
  /** Ends long polls and held requests. */
  close(): void;
}

/** A request to an AWS API, as it came. */
export interface AwsCall {
  /** The access key's id that it is signed with; empty where it is not signed. */
  key: string;
  service: ServiceName;
  operation: string;
  method: string;
  /** Without the lab's prefix and without the query. */
  path: string;
  body: Buffer;
}

export interface EndpointDeps {
  time: LabTime;
  random: Random;
  services: Services;
  faults: Faults;
  /** Takes DynamoDB's requests whole, body unread. */
  dynamo?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Replaces what the Host header says in links and queue URLs. */
  baseUrl?: () => string;
  /** Told of every request, before it is answered or struck by a fault. */
  onCall?: (call: AwsCall) => void;
  /** Told of every failure that no operation foresaw. */
  onTrouble?: (error: unknown) => void;
}

export function createAwsEndpoint(deps: EndpointDeps): AwsEndpoint {
  const closing = new AbortController();
  return {
    async handle(request, response, caller) {
      const end = endOf(response, closing.signal);
      try {
        await answer(request, response, { deps, signal: end.signal, ...(caller === undefined ? {} : { caller }) });
      } catch (error) {
        // The connection broke while the body was read or the answer written; there is nobody left to tell.
        if (!end.isGone() && !request.destroyed) deps.onTrouble?.(error);
        response.destroy();
      }
    },
    close: () => closing.abort(),
  };
}

interface Turn {
  deps: EndpointDeps;
  /** Aborts when the client goes away or the lab closes. */
  signal(): AbortSignal;
  caller?: string;
}

/** The signal is made when first asked for: an abort at each of the many requests that wait for nothing would cost as much as all else in here. */
function endOf(response: ServerResponse, closing: AbortSignal): { signal(): AbortSignal; isGone(): boolean } {
  let isGone = false;
  let gone: AbortController | undefined;
  response.once("close", () => {
    isGone = true;
    gone?.abort();
  });
  return {
    isGone: () => isGone,
    signal() {
      gone ??= new AbortController();
      if (isGone) gone.abort();
      return AbortSignal.any([gone.signal, closing]);
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, turn: Turn): Promise<void> {
  const { deps } = turn;
  const opened = openRequest(request, turn.caller);
  const requestId = newUuid(deps.random);
  const target = String(request.headers["x-amz-target"] ?? "");
  if (target.startsWith("DynamoDB_") && deps.dynamo)
    return passOn(request, response, target, { ...turn, requestId, caller: opened.caller, key: opened.signedFor?.key ?? "" });
  const body = await readBody(request).catch((error: unknown) => (error instanceof AwsError ? error : Promise.reject(error)));
  const whole: AwsRequest = {
    ...opened,
    baseUrl: deps.baseUrl?.() ?? opened.baseUrl,
    body: body instanceof AwsError ? Buffer.alloc(0) : body,
  };
  const routed = deps.services.route(whole);
  const { service, operation } = routed;
  deps.onCall?.({ key: whole.signedFor?.key ?? "", service, operation, method: whole.method, path: whole.path, body: whole.body });
  const fault = meet(deps, routed.service, routed.operation, opened.caller);
  if (fault?.hang) return hold(response, fault, turn);
  const refusal = body instanceof AwsError ? body : fault ? faultError(fault) : undefined;
  const reply = refusal ? routed.refuse(refusal, requestId) : await run(routed, whole, requestId, turn);
  write(response, reply, requestId);
}

function meet(deps: EndpointDeps, service: ServiceName, operation: string, caller: string | undefined): Fault | undefined {
  return deps.faults.meet({ service, operation, now: deps.time.now(), ...(caller === undefined ? {} : { caller }) });
}

async function run(routed: Routed, request: AwsRequest, requestId: string, { deps, signal }: Turn): Promise<Reply> {
  try {
    const region = request.signedFor?.region ?? "us-east-1";
    return await routed.run({ region, requestId, baseUrl: request.baseUrl, signal });
  } catch (error) {
    if (error instanceof AwsError) return routed.refuse(error, requestId);
    deps.onTrouble?.(error);
    return routed.refuse(new AwsError("InternalFailure", "The lab failed to answer this request.", 500), requestId);
  }
}

/** DynamoDB's faults speak DynamoDB's protocol; everything else is the store's own. */
function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  turn: Turn & { requestId: string; key: string },
): void | Promise<void> {
  const { deps, requestId, key } = turn;
  const operation = target.split(".")[1] ?? "";
  const told = { key, service: "dynamodb", operation, method: "POST", path: "/" } as const;
  if (deps.onCall !== undefined) hearBody(request, (body) => deps.onCall?.({ ...told, body }));
  const fault = meet(deps, "dynamodb", operation, turn.caller);
  if (fault?.hang) return hold(response, fault, turn);
  if (!fault) {
    // The store knows nothing of the lab's path prefix.
    request.url = "/";
    return deps.dynamo?.(request, response);
  }
  request.resume();
  const { code, message, status } = faultError(fault);
  const name = code === "InternalFailure" ? "InternalServerError" : code;
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
  write(response, { status, contentType: "application/x-amz-json-1.0", body }, requestId);
}

/** Beside whoever reads it. */
function hearBody(request: IncomingMessage, heard: (body: Buffer) => void): void {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.once("end", () => heard(Buffer.concat(parts)));
}

/** No answer: until the fault ends, the client goes or the lab closes; then the connection drops. */
function hold(response: ServerResponse, fault: Fault, { deps, ...turn }: Turn): Promise<void> {
  const signal = turn.signal();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      response.destroy();
      resolve();
    };
    const timer = fault.until === undefined ? undefined : setTimeout(done, Math.max(0, fault.until - deps.time.now()));
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}

function write(response: ServerResponse, reply: Reply, requestId: string): void {
  if (response.destroyed || response.writableEnded) return;
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    "x-amzn-requestid": requestId,
    ...reply.headers,
    "content-type": reply.contentType,
    "content-length": body.length,
  });
  response.end(body);
}
