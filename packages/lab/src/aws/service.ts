/** Which service, operation and protocol a request is for, and how that service answers and refuses in it. Runs nothing itself. */
import type { CloudWatchDeps } from "../cloudwatch/operation.ts";
import { cloudWatchOperations } from "../cloudwatch/operation.ts";
import { type Ec2Operations, ec2Error, ec2Operations, ec2Reply } from "../ec2/operation.ts";
import type { Ec2State } from "../ec2/state.ts";
import { namespace as route53Namespace } from "../route53/reply.ts";
import type { Route53Api } from "../route53/route.ts";
import { snsOperations } from "../sns/operation.ts";
import type { SnsState } from "../sns/state.ts";
import { jsonShape } from "../sqs/error-shape.ts";
import { fromQuery, sqsOperations } from "../sqs/operation.ts";
import { sqsNamespace, sqsQueryReply } from "../sqs/query-reply.ts";
import type { SqsState } from "../sqs/state.ts";
import type { LabTime } from "../types.ts";
import { AwsError, unknownOperation } from "./aws-error.ts";
import type { Call, Operation, Operations, Reply } from "./call.ts";
import { cborError, cborReply, parseCbor } from "./cbor.ts";
import type { ServiceName } from "./fault.ts";
import type { Fields } from "./fields.ts";
import { jsonError, jsonReply, parseJson } from "./json.ts";
import { errorEnvelope, parseQuery, queryReply } from "./query.ts";
import type { AwsRequest } from "./request.ts";

/** One request, understood. */
export interface Routed {
  service: ServiceName;
  operation: string;
  run(call: Call): Promise<Reply>;
  /** The service's way of refusing, in the caller's protocol. */
  refuse(error: AwsError, requestId: string): Reply;
}

export interface Services {
  route(request: AwsRequest): Routed;
}

export interface ServiceDeps extends CloudWatchDeps {
  time: LabTime;
  route53: Route53Api;
  sns: SnsState;
  sqs: SqsState;
  ec2: Ec2State;
}

const namespaces = { sns: "http://sns.amazonaws.com/doc/2010-03-31/", cloudwatch: "http://monitoring.amazonaws.com/doc/2010-08-01/" };
const shapes = { cloudwatch: "com.amazonaws.cloudwatch.v2010_08_01", sqs: "com.amazonaws.sqs" };

interface Tables {
  route53: Route53Api;
  cloudwatch: Operations;
  sns: Operations;
  sqs: Operations;
  ec2: Ec2Operations;
}

export function createServices(deps: ServiceDeps): Services {
  const tables: Tables = {
    route53: deps.route53,
    cloudwatch: cloudWatchOperations(deps),
    sns: snsOperations(deps.sns),
    sqs: sqsOperations({ time: deps.time, state: deps.sqs }),
    ec2: ec2Operations(deps.ec2),
  };
  return { route: (request) => route(request, tables) };
}

function route(request: AwsRequest, tables: Tables): Routed {
  if (request.path.startsWith("/2013-04-01/")) return rest(request, tables.route53);
  const rpc = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path);
  if (rpc?.[1] === "GraniteServiceVersion20100801") return cbor(request, rpc[2] ?? "", tables.cloudwatch);
  const [prefix = "", operation = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
  if (prefix === "GraniteServiceVersion20100801") return json(request, "cloudwatch", operation, tables.cloudwatch);
  if (prefix === "AmazonSQS") return json(request, "sqs", operation, tables.sqs);
  const form = formOf(request);
  const action = form.get("Action");
  if (prefix !== "" || action === null)
    return unknown(request, prefix === "" ? `${request.method} ${request.path}` : `${prefix}.${operation}`);
  return query(request, form, action, tables);
}

function rest(request: AwsRequest, api: Route53Api): Routed {
  return {
    service: "route53",
    operation: api.operation(request.method, request.path) ?? "unknown",
    run: () => api.handle(request),
    refuse: (error, requestId) => errorEnvelope(error, route53Namespace, requestId),
  };
}

/** The operation's own name only: an inherited `toString` is none. */
function lookUp(table: Operations, name: string): Operation {
  const operation = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!operation) throw unknownOperation(name);
  return operation;
}

function json(request: AwsRequest, service: "cloudwatch" | "sqs", operation: string, table: Operations): Routed {
  return {
    service,
    operation,
    run: async (call) => jsonReply(await lookUp(table, operation)(parseJson(request.body), call), call.requestId),
    refuse: (error, requestId) => jsonError(error, shapes[service], requestId, service === "sqs" ? jsonShape(error.code) : error.code),
  };
}

function cbor(request: AwsRequest, operation: string, table: Operations): Routed {
  return {
    service: "cloudwatch",
    operation,
    run: async (call) => cborReply(await lookUp(table, operation)(parseCbor(request.body), call), call.requestId),
    refuse: (error, requestId) => cborError(error, shapes.cloudwatch, requestId),
  };
}

function formOf(request: AwsRequest): URLSearchParams {
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  return request.method === "POST" && isForm ? new URLSearchParams(request.body.toString()) : request.query;
}

const byScope: Record<string, ServiceName> = { sns: "sns", sqs: "sqs", ec2: "ec2", monitoring: "cloudwatch" };
const byVersion: Record<string, ServiceName> = {
  "2010-03-31": "sns",
  "2012-11-05": "sqs",
  "2016-11-15": "ec2",
  "2010-08-01": "cloudwatch",
};
/** Links in SNS messages are opened by anybody, without version or signature. */
const linkActions = ["ConfirmSubscription", "Unsubscribe"];

function query(request: AwsRequest, form: URLSearchParams, action: string, tables: Tables): Routed {
  const scope = byScope[request.signedFor?.service ?? ""] ?? byVersion[form.get("Version") ?? ""];
  const service = scope ?? (linkActions.includes(action) ? "sns" : undefined);
  const input = parseQuery(form);
  if (service === "sns" || service === "cloudwatch") return plainQuery(service, action, input, tables[service]);
  if (service === "sqs") return sqsQuery(request, action, input, tables.sqs);
  if (service === "ec2") return ec2Query(request, action, input, tables.ec2);
  return unknown(request, action);
}

/** What the Query protocol says to an operation it does not have. */
function notValid(action: string): AwsError {
  return new AwsError("InvalidAction", `The action ${action} is not valid for this web service, or not known to the lab.`, 400);
}

async function withAction(action: string, table: { readonly [name: string]: unknown }, run: () => Promise<Reply>): Promise<Reply> {
  if (!Object.hasOwn(table, action)) throw notValid(action);
  return run();
}

function plainQuery(service: "sns" | "cloudwatch", action: string, input: Fields, table: Operations): Routed {
  const namespace = namespaces[service];
  return {
    service,
    operation: action,
    run: (call) =>
      withAction(action, table, async () => queryReply(action, namespace, await lookUp(table, action)(input, call), call.requestId)),
    refuse: (error, requestId) => errorEnvelope(error, namespace, requestId),
  };
}

function sqsQuery(request: AwsRequest, action: string, input: Fields, table: Operations): Routed {
  // Older clients post to the queue's own URL and don't name it in the form.
  const named = input.QueueUrl === undefined && request.path !== "/" ? { QueueUrl: request.path } : {};
  const whole = { ...named, ...fromQuery(input) };
  return {
    service: "sqs",
    operation: action,
    run: (call) => withAction(action, table, async () => sqsQueryReply(action, await lookUp(table, action)(whole, call), call.requestId)),
    refuse: (error, requestId) => errorEnvelope(error, sqsNamespace, requestId),
  };
}

function ec2Query(request: AwsRequest, action: string, input: Fields, table: Ec2Operations): Routed {
  const region = request.signedFor?.region ?? "us-east-1";
  return {
    service: "ec2",
    operation: action,
    run: (call) => withAction(action, table, async () => ec2Reply(action, table[action]?.(input, region), call.requestId)),
    refuse: ec2Error,
  };
}

function unknown(request: AwsRequest, name: string): Routed {
  const isJson = request.headers["content-type"]?.startsWith("application/x-amz-json");
  return {
    service: "ec2",
    operation: "unknown",
    run: () => Promise.reject(unknownOperation(name)),
    refuse: (error, requestId) =>
      isJson ? jsonError(error, "com.amazon.coral.service", requestId) : errorEnvelope(error, route53Namespace, requestId),
  };
}
