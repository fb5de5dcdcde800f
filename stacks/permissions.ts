/**
 * What each function may do: exact actions on exact resources, each with its reason. A reviewer reads the same as a table in `docs/permissions.md`,
 * which is made from the roles as they are deployed. `*` stands only where AWS offers nothing finer.
 */
import type { HandlerName } from "./needs.ts";
import type { Storage } from "./storage.ts";

type Output<T> = $util.Output<T>;

export interface Statement {
  /** For the reviewer; also the statement's id in the policy. */
  sid: string;
  actions: string[];
  resources: (string | Output<string>)[];
  conditions?: { test: string; variable: string; values: (string | Output<string>)[] }[];
}

const READ = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"];
const WRITE = ["dynamodb:DeleteItem", "dynamodb:PutItem"];
/** Which zones there are is not known before they are listed, and listing takes no resource. */
const EVERY_ZONE = "arn:aws:route53:::hostedzone/*";
const TAKE = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];

/** Why a function may do what a statement allows; for the reviewer's table. */
export const reasons: Readonly<Record<string, string>> = {
  Records: "its own records; items are of many kinds under one table",
  ReadRecords: "what it judges by; it writes nothing",
  ReadDefinitions:
    "which pairs to ask for, and its own last ballots; a pair's definition and its record share a partition key, and IAM knows no finer bound",
  OwnBallots: "its region's ballots and nobody else's",
  ReadPairs: "which incident a press is about, and whether it was taken before",
  Presses: "that a press was taken, and what it asks for",
  FindDue: "what is due or unsettled",
  FindDay: "events and deliveries by day",
  WakeTally: "that there is something to decide",
  TakeWakeUps: "its queue",
  TakeEvents: "its queue",
  WakeLater: "its own queue, for a digest's time",
  TellOfEvents: "each event, in order",
  TellTopics: "the configured channels of SNS",
  TellBuses: "the configured event buses",
  ReadAgain: "a pair whose answer fits no definition is read again at once; which zones there are is known only by listing them",
  ReadZones: "the record sets of the watched zones; which zones there are is known only by listing them",
  ListZones: "AWS offers no resource for listing hosted zones",
  ListChecks: "what a check that turned looks at; AWS offers no resource for listing health checks",
  ReadCheckers: "the checkers' own words, when a status changed",
  ReadHealthMetrics: "AWS offers no resource for reading metrics",
  OwnLog: "its own log",
};

/** `region`: where the function runs; a probe writes its own region's ballots alone. */
export function permissionsOf(handler: HandlerName, storage: Storage, region: string): Statement[] {
  const { wake, deliver, topicArn } = storage;
  const wakeTally: Statement = { sid: "WakeTally", actions: ["sqs:SendMessage"], resources: [wake.arn] };
  const records: Statement = { sid: "Records", actions: [...READ, ...WRITE], resources: [storage.tableArn] };
  const due = index("Due", storage, "due");
  switch (handler) {
    case "probe":
      return [
        // What is read side by side is one request, which a statement must allow as a whole.
        items("ReadDefinitions", READ, storage, ["MANIFEST", "MANIFEST#*", "PAIR#*", `BALLOT#${region}#*`]),
        items("OwnBallots", WRITE, storage, [`BALLOT#${region}#*`]),
        wakeTally,
      ];
    case "discover":
      return [
        records,
        { sid: "ListZones", actions: ["route53:ListHostedZones"], resources: ["*"] },
        { sid: "ReadZones", actions: ["route53:GetHostedZone", "route53:ListResourceRecordSets"], resources: [EVERY_ZONE] },
      ];
    case "health":
      return [
        records,
        due,
        { sid: "ReadHealthMetrics", actions: ["cloudwatch:GetMetricData"], resources: ["*"] },
        // What a check that turned looks at, for its reason.
        { sid: "ListChecks", actions: ["route53:ListHealthChecks"], resources: ["*"] },
        { sid: "ReadCheckers", actions: ["route53:GetHealthCheckStatus"], resources: ["arn:aws:route53:::healthcheck/*"] },
        wakeTally,
      ];
    case "tally":
      return [
        records,
        due,
        { sid: "TakeWakeUps", actions: TAKE, resources: [wake.arn] },
        { sid: "TellOfEvents", actions: ["sns:Publish"], resources: [topicArn] },
        { sid: "ReadAgain", actions: ["route53:GetHostedZone", "route53:ListResourceRecordSets"], resources: [EVERY_ZONE] },
      ];
    case "deliver":
      return [
        records,
        due,
        { sid: "TakeEvents", actions: TAKE, resources: [deliver.arn] },
        { sid: "WakeLater", actions: ["sqs:SendMessage"], resources: [deliver.arn] },
      ];
    case "heartbeat":
      return [{ sid: "ReadRecords", actions: READ, resources: [storage.tableArn] }, due];
    case "api":
      return [records, due, index("Day", storage, "day"), wakeTally];
    case "interact":
      return [
        items("ReadPairs", READ, storage, ["MANIFEST", "MANIFEST#*", "PAIR#*", "MUTES", "PRESSES", "REQUESTS"]),
        items("Presses", WRITE, storage, ["PRESSES", "REQUESTS"]),
        wakeTally,
      ];
  }
}

/** Items by the beginnings of their partition keys. */
function items(sid: string, actions: string[], { tableArn }: Storage, keys: string[]): Statement {
  return {
    sid,
    actions,
    resources: [tableArn],
    conditions: [{ test: "ForAllValues:StringLike", variable: "dynamodb:LeadingKeys", values: keys }],
  };
}

function index(sid: string, { tableArn }: Storage, name: string): Statement {
  return { sid: `Find${sid}`, actions: ["dynamodb:Query"], resources: [$interpolate`${tableArn}/index/${name}`] };
}
