/** What functions asked of AWS while they ran, as actions on resources, and whether their roles allow it, as IAM would judge. */
import type { AwsCall } from "@flipwatch/lab/aws/endpoint";
import type { Evaluated } from "./evaluate.ts";
import { functionsOf, nameOf, ofType, statementsOf } from "./resources.ts";

export interface Observed {
  /** `probe@eu-central-1`. */
  who: string;
  action: string;
  /** A kind where names differ between the lab and a deployment (`table`, `table/index/due`, `queue/wake`), else an ARN. */
  resource: string;
  /** Of DynamoDB: the partition keys that the request names. */
  keys: string[];
}

/** Undefined for what no function asked. */
export function observed(call: AwsCall): Observed | undefined {
  const who = /^LAB-(.+)$/.exec(call.key)?.[1];
  if (who === undefined) return undefined;
  const action = `${call.service}:${call.operation}`;
  return { who, action, keys: [], ...targetOf(call) };
}

function targetOf({ service, path, body }: AwsCall): { resource: string; keys?: string[] } {
  switch (service) {
    case "dynamodb":
      return itemsIn(JSON.parse(body.toString()) as DynamoRequest);
    case "sqs":
      return { resource: queueOf((JSON.parse(body.toString()) as { QueueUrl: string }).QueueUrl) };
    case "sns":
      return { resource: topicOf(new URLSearchParams(body.toString()).get("TopicArn") ?? "") };
    case "route53":
      return { resource: route53Resource(path) };
    case "cloudwatch":
    case "ec2":
      return { resource: "*" };
  }
}

type Item = Record<string, { S?: string }>;
interface DynamoRequest {
  IndexName?: string;
  Key?: Item;
  Item?: Item;
  RequestItems?: Record<string, { Keys?: Item[] }>;
  ExpressionAttributeValues?: Item;
}

function itemsIn(request: DynamoRequest): { resource: string; keys: string[] } {
  const { IndexName, Key, Item: put, RequestItems = {}, ExpressionAttributeValues } = request;
  const items = [Key, put, ...Object.values(RequestItems).flatMap(({ Keys = [] }) => Keys)].filter((one) => one !== undefined);
  const queried = Key === undefined && put === undefined ? ExpressionAttributeValues?.[":pk"]?.S : undefined;
  const keys = [...items.map(({ pk }) => pk?.S ?? ""), ...(queried === undefined ? [] : [queried])];
  return { resource: IndexName === undefined ? "table" : `table/index/${IndexName}`, keys };
}

/** By the last part of a URL or an ARN: `flipwatch-wake.fifo` in the lab, `flipwatch-test-WakeQueueQueue-….fifo` deployed. */
function queueOf(place: string): string {
  const name = place.split(/[/:]/).at(-1) ?? "";
  if (/dead/i.test(name)) return "queue/dead";
  return /wake/i.test(name) ? "queue/wake" : /deliver/i.test(name) ? "queue/deliver" : place;
}

function topicOf(arn: string): string {
  return /events/i.test(arn.split(":").at(-1) ?? "") ? "topic/events" : arn;
}

function route53Resource(path: string): string {
  const zone = /^\/2013-04-01\/hostedzone\/([^/]+)/.exec(path)?.[1];
  if (zone !== undefined) return `arn:aws:route53:::hostedzone/${zone}`;
  const check = /^\/2013-04-01\/healthcheck\/([^/]+)/.exec(path)?.[1];
  if (check !== undefined) return `arn:aws:route53:::healthcheck/${check}`;
  return path.startsWith("/2013-04-01/tags/healthcheck") ? "arn:aws:route53:::healthcheck/every" : "*";
}

export interface Granted {
  who: string;
  sid: string;
  actions: string[];
  resources: string[];
  /** Patterns; absent: any. */
  keys?: string[];
}

/** The statements of all roles, with the resources as kinds. */
export function grantedIn(evaluated: Evaluated): Granted[] {
  const roles = ofType(evaluated, "aws:iam/role:Role");
  return functionsOf(evaluated).flatMap((fn) => {
    const role = roles.find(({ name }) => String(fn.inputs.role).endsWith(`/${name}`) || String(fn.inputs.role).includes(name));
    return statementsOf(role).map(({ Sid = "", Effect, Action, Resource = [], Condition = {} }) => {
      const { "ForAllValues:StringLike": like, ...unknown } = Condition;
      if (Effect !== "Allow" || Object.keys(unknown).length > 0) throw new Error(`${Sid}: a statement that is not understood here`);
      const keys = like?.["dynamodb:LeadingKeys"];
      return { who: nameOf(fn), sid: Sid, actions: Action, resources: Resource.map(kindOf), ...(keys === undefined ? {} : { keys }) };
    });
  });
}

function kindOf(arn: string): string {
  const table = /^arn:aws:dynamodb:[^:]*:\d*:table\/[^/]+(\/index\/.+)?$/.exec(arn);
  if (table !== null) return `table${table[1] ?? ""}`;
  if (arn.startsWith("arn:aws:sqs:")) return queueOf(arn);
  return arn.startsWith("arn:aws:sns:") ? topicOf(arn) : arn;
}

export function allows({ who, actions, resources, keys }: Granted, asked: Observed): boolean {
  const isResource = resources.some((one) => like(one, asked.resource));
  const areKeys = keys === undefined || asked.keys.every((key) => keys.some((pattern) => like(pattern, key)));
  return who === asked.who && actions.includes(asked.action) && isResource && areKeys;
}

/** `*` stands for any text. */
function like(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
