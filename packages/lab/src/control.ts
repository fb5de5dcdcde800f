/**
 * The lab's control API: small, JSON in and out. Decides which request means which change; carrying it out is the lab's. Every error says what
 * was wrong and what is expected, and `GET /lab` or an unknown path lists what there is.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { FlipwatchError } from "@flipwatch/core";
import { z } from "zod";
import type { Fault, Faults, ServiceName } from "./aws/fault.ts";
import { type DnsFault, dnsFaultActions } from "./dns/faults.ts";
import { bodyOf, sendJson } from "./exchange.ts";
import type { Lab } from "./lab-types.ts";
import type { LessonDesk } from "./lesson/desk.ts";
import { knownRecord, newRecord, Refused } from "./lesson/records.ts";
import type { SlackMode } from "./slack/slack.ts";

export interface ControlParts {
  lab: Pick<Lab, "block" | "unblock" | "cutOff" | "restore" | "dnsFaults" | "invoke" | "state" | "slack">;
  regions: readonly string[];
  awsFaults: Pick<Faults, "set" | "list">;
  lesson: LessonDesk;
  slackMode(): SlackMode;
  clearMessages(): void;
}

interface Route {
  method: "GET" | "POST" | "DELETE";
  /** `:region` stands for a part. */
  path: string;
  /** For people: the body it takes. */
  takes?: string;
  run(parts: ControlParts, body: unknown, region: string): unknown;
}

const target = z.object({ target: z.string().optional(), endpoint: z.string().optional() }).transform((body, context) => {
  const name = body.target ?? body.endpoint;
  if (name) return name;
  context.addIssue({ code: "custom", message: "expected `target`: primary, secondary, a region, or an endpoint such as 192.0.2.10:80" });
  return z.NEVER;
});
const positive = z.number().int().positive();
const dnsFault = z.strictObject({
  action: z.enum(dnsFaultActions),
  vantage: z.string().optional(),
  server: z.union([z.number().int().min(0).max(3), z.literal("resolver")]).optional(),
  transport: z.enum(["udp", "tcp"]).optional(),
  delayMs: z.number().min(0).max(60_000).optional(),
  count: positive.optional(),
});
const met = { method: z.string().optional(), count: positive.optional() };
const slackMode = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("ok") }),
  z.strictObject({ mode: z.literal("limit") }),
  z.strictObject({ mode: z.literal("rate-limit"), retryAfterSeconds: z.number().min(0).optional(), ...met }),
  z.strictObject({
    mode: z.literal("error"),
    status: z.number().int().min(400).max(599).optional(),
    body: z.string().optional(),
    ...met,
  }),
  z.strictObject({ mode: z.literal("refuse"), error: z.string().regex(/^[a-z_]{1,80}$/), ...met }),
  z.strictObject({ mode: z.enum(["hang", "close"]), after: z.boolean().optional(), ...met }),
]);
const services = ["route53", "cloudwatch", "sns", "sqs", "dynamodb", "ec2", "*"] as const satisfies (ServiceName | "*")[];
const awsFault = z.strictObject({
  service: z.enum(services),
  /** Ends the service's faults instead of setting one. */
  clear: z.boolean().optional(),
  status: z.number().int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  hang: z.boolean().optional(),
  caller: z.string().optional(),
  count: positive.optional(),
  operation: z.string().optional(),
});
const button = z.strictObject({ ts: z.string(), action: z.string() });
const opening = z.strictObject({ name: z.string().trim().min(1).max(255) });
const invocation = z.strictObject({ function: z.string(), region: z.string().optional(), event: z.unknown().optional() });

const routes: readonly Route[] = [
  { method: "GET", path: "/lab/state", run: ({ lab }) => lab.state() },
  { method: "GET", path: "/lab/panel", run: ({ lesson }) => lesson.panel() },
  {
    method: "POST",
    path: "/lab/visit",
    takes: '{ "name": "failover.example.com" }',
    run: ({ lesson }, body) => lesson.visit(opening.parse(body).name),
  },
  {
    method: "POST",
    path: "/lab/records",
    takes:
      '{ "name": "failover", "type": "A", "failover": "PRIMARY", "setIdentifier": "EU", "value": "192.0.2.10", "ttlSeconds": 60, "check": "…" }',
    run: ({ lesson }, body) => lesson.records.create(newRecord.parse(body)),
  },
  {
    method: "POST",
    path: "/lab/records/delete",
    takes: '{ "name": "failover.example.com", "type": "A", "setIdentifier": "EU" }',
    run: ({ lesson }, body) => lesson.records.remove(knownRecord.parse(body)),
  },
  { method: "POST", path: "/lab/set-up", run: ({ lesson }) => lesson.setUp() },
  { method: "GET", path: "/lab/slack", run: ({ lab, slackMode: mode }) => ({ mode: mode(), messages: lab.slack.messages() }) },
  { method: "GET", path: "/lab/dns", run: ({ lab }) => ({ faults: lab.dnsFaults.list() }) },
  { method: "GET", path: "/lab/aws/fault", run: ({ awsFaults }) => ({ faults: awsFaults.list() }) },
  {
    method: "POST",
    path: "/lab/block",
    takes: '{ "target": "primary" }',
    run: ({ lab }, body) => ({ blocked: lab.block(target.parse(body)) }),
  },
  {
    method: "POST",
    path: "/lab/unblock",
    takes: '{ "target": "primary" }',
    run: ({ lab }, body) => ({ unblocked: lab.unblock(target.parse(body)) }),
  },
  {
    method: "POST",
    path: "/lab/regions/:region/cut",
    run: ({ lab }, _, region) => {
      lab.cutOff(region);
      return { cut: region };
    },
  },
  {
    method: "POST",
    path: "/lab/regions/:region/restore",
    run: ({ lab }, _, region) => {
      lab.restore(region);
      return { restored: region };
    },
  },
  {
    method: "POST",
    path: "/lab/dns",
    takes: '{ "action": "servfail", "vantage": "eu-central-1", "server": 0, "count": 1 }',
    run: ({ lab, regions }, body) => {
      const fault: DnsFault = dnsFault.parse(body);
      refuseUnknownVantage(fault, regions);
      lab.dnsFaults.set(fault);
      return { faults: lab.dnsFaults.list() };
    },
  },
  {
    method: "DELETE",
    path: "/lab/dns",
    run: ({ lab }) => {
      lab.dnsFaults.clear();
      return { faults: [] };
    },
  },
  {
    method: "POST",
    path: "/lab/slack",
    takes:
      '{ "mode": "rate-limit", "retryAfterSeconds": 2 } or { "mode": "close", "after": true, "method": "chat.postMessage", "count": 1 }',
    run: ({ lab }, body) => {
      const mode = slackMode.parse(body);
      lab.slack.mode(mode);
      return mode;
    },
  },
  {
    method: "POST",
    path: "/lab/slack/press",
    takes: '{ "ts": "1795376545.226000", "action": "acknowledge" }',
    run: async ({ lab }, body) => {
      const { ts, action } = button.parse(body);
      return { answered: await lab.slack.press(ts, action) };
    },
  },
  {
    method: "DELETE",
    path: "/lab/slack",
    run: ({ clearMessages }) => {
      clearMessages();
      return { messages: [] };
    },
  },
  {
    method: "POST",
    path: "/lab/aws/fault",
    takes: '{ "service": "sns", "status": 500, "count": 3 } or { "service": "sns", "clear": true }',
    run: ({ awsFaults }, body) => {
      const { service, clear, ...fault } = awsFault.parse(body);
      awsFaults.set(service, clear ? undefined : (fault satisfies Fault));
      return { faults: awsFaults.list() };
    },
  },
  {
    method: "POST",
    path: "/lab/invoke",
    takes: '{ "function": "discover", "region": "eu-west-1", "event": {} }',
    run: ({ lab }, body) => {
      const { function: name, region, event } = invocation.parse(body);
      return lab.invoke(name, region ?? "", event);
    },
  },
];

function refuseUnknownVantage({ vantage }: DnsFault, regions: readonly string[]): void {
  if (vantage === undefined || vantage === "public" || regions.includes(vantage)) return;
  throw new FlipwatchError("not-found", `no vantage ${vantage}; there are public, ${regions.join(", ")}`);
}

/** Answers a request under `/lab`. */
export async function control(request: IncomingMessage, response: ServerResponse, url: URL, parts: ControlParts): Promise<void> {
  if (request.method === "GET" && /^\/lab\/?$/.test(url.pathname)) return sendJson(response, 200, { routes: contents() });
  const found = routes.flatMap((route) => matched(route, url.pathname)).filter(({ route }) => route.method === request.method);
  const [hit] = found;
  if (!hit) return sendJson(response, 404, { error: `no ${request.method} ${url.pathname} here`, routes: contents() });
  try {
    sendJson(response, 200, (await hit.route.run(parts, await jsonOf(request), hit.region)) ?? null);
  } catch (error) {
    const known = complaintOf(error);
    if (!known) throw error;
    sendJson(response, known.status, { error: known.message, ...(hit.route.takes ? { takes: hit.route.takes } : {}) });
  }
}

/** What there is, for people. */
export function contents(): string[] {
  const lines = routes.map(({ method, path, takes }) => `${method} ${path}${takes ? ` ${takes}` : ""}`);
  return [...lines, "GET /lab/webhook", "POST /lab/webhook (a sink for webhooks)"];
}

function matched(route: Route, path: string): { route: Route; region: string }[] {
  const pattern = new RegExp(`^${route.path.replace(":region", "([a-z0-9-]+)")}/?$`);
  const match = pattern.exec(path);
  return match ? [{ route, region: match[1] ?? "" }] : [];
}

class BadBody extends Error {}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const body = await bodyOf(request);
  if (!body) throw new BadBody("the body is larger than 1 MiB");
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new BadBody(`the body is no JSON: ${(error as Error).message}`);
  }
}

function complaintOf(error: unknown): { status: number; message: string } | undefined {
  if (error instanceof BadBody) return { status: 400, message: error.message };
  if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error) };
  if (error instanceof Refused) return { status: 409, message: error.message };
  // A button that a newer version of the message has no longer.
  if (error instanceof RangeError) return { status: 404, message: error.message };
  if (error instanceof FlipwatchError && error.code === "not-found") return { status: 404, message: error.message };
  return undefined;
}
