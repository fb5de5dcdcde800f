/** What a lab takes and gives: the options of `startLab`, the running lab, its addresses and its state. */
import type { Config, FlipwatchConfig, FlipwatchEvent, Ms } from "@flipwatch/core";
import type { AwsCall } from "./aws/endpoint.ts";
import type { DnsFaults } from "./dns/faults.ts";
import type { FunctionStats, Outcome } from "./invoker/invoker.ts";
import type { NetworkTable } from "./network.ts";
import type { Seeded } from "./seed.ts";
import type { SlackLookAlike, SlackMode } from "./slack/slack.ts";
import type { LabTime } from "./types.ts";
import type { Received } from "./webhook-sink.ts";

export interface LabOptions {
  /** Divides every duration; 1 or more. */
  speed: number;
  /** HTTP; the demo pages take the two ports after it. 0 picks free ones. */
  port: number;
  /** The four name servers take this port and the three after it, UDP and TCP. 0 picks free ones. */
  dnsPort: number;
  /** Whether the lesson's zone, checks and pair are there from the start. */
  seedPair: boolean;
  /** Where the pair is not: whether its zone and checks are, so that only the records are left to make. Default: nothing is there. */
  seedSetUp?: boolean;
  /** Of everything random. Default 1. */
  seed?: number;
  /** Where probes run. Default us-east-2, eu-central-1, ap-northeast-1. */
  regions?: readonly string[];
  /** Default eu-west-1. */
  home?: string;
  /** Laid over the lab's own configuration, field by field at the top. */
  config?: Partial<FlipwatchConfig>;
  scheduler?: {
    /** Invocations are late by up to this many lab seconds. Default 2. */
    latenessSeconds?: number;
    /** The share of minutes in which a schedule fires twice. Default 0. */
    duplicates?: number;
    /** Nothing is invoked but by `invoke` and the queues. */
    paused?: boolean;
  };
  /** Each alerting event once, as the lab's webhook sink receives it. */
  onEvent?: (event: FlipwatchEvent) => void;
  log?: (line: LabLog) => void;
  /** Default: the machine's clock. */
  now?: () => Ms;
  /** Where `discover.ts`, `probe.ts`, … are. Default: the shipped handlers. */
  handlersDirectory?: string;
  /** Of a handler, a bundle that there is already, such as a deployment's. Default: the handlers are bundled anew. */
  bundleOf?: (handler: string) => string;
  /** Each request to an AWS API, before it is answered. Whose it is, `keyOf` of the invoker says. */
  onCall?: (call: AwsCall) => void;
  /** The dashboard's page; undefined for what it has not. Default: there is none, and `/` shows the lab's addresses as JSON. */
  site?: (request: Request) => Response | undefined;
}

export interface LabLog {
  at: Ms;
  level: "info" | "error";
  /** `lab`, or a function and where it ran: `probe@eu-central-1`. */
  source: string;
  text: string;
}

export interface LabAddresses {
  /** The AWS endpoint: `http://127.0.0.1:4780`. */
  endpoint: string;
  api: string;
  control: string;
  /** The channel to look at. */
  slack: string;
  slackWebhook: string;
  webhook: string;
  /** The four name servers, `127.0.0.1:5300`, … */
  dns: readonly string[];
  /** A caching resolver for whoever is in no region. */
  resolver: string;
  resolvers: Readonly<Record<string, string>>;
  demo: readonly { region: string; side: "primary" | "secondary"; url: string; endpoint: string; title: string }[];
}

/** What `GET /lab/state` shows. */
export interface LabState {
  at: Ms;
  speed: number;
  addresses: LabAddresses;
  network: NetworkTable;
  endpoints: { endpoint: string; region: string; side: string; url: string; blocked: boolean }[];
  /** Endpoints blocked that are none of the demo servers. */
  alsoBlocked: string[];
  checks: { id: string; name?: string; healthy: boolean; percentage?: number }[];
  /** By name and type: the values each of the four name servers would answer with now. */
  answers: Record<string, string[][]>;
  cutRegions: string[];
  faults: { dns: unknown[]; aws: unknown[]; slack: SlackMode };
  resolvers: { vantage: string; address: string; cached: number }[];
  functions: readonly FunctionStats[];
  queues: unknown[];
}

export interface Lab {
  addresses: LabAddresses;
  /** Resolved; its `network` is that of a client in no region. */
  config: Config;
  /** What any AWS client or handler-like program needs to work against this lab. */
  env: Readonly<Record<string, string>>;
  seeded?: Seeded;
  time: LabTime;
  /** `primary`, `secondary`, a region, an endpoint or a demo page's URL; gives the endpoints. Throws `not-found`. */
  block(target: string): string[];
  unblock(target: string): string[];
  /** No DNS, no AWS, for that region. Throws `not-found`. */
  cutOff(region: string): void;
  restore(region: string): void;
  dnsFaults: Pick<DnsFaults, "set" | "clear" | "list">;
  slack: Pick<SlackLookAlike, "messages" | "mode" | "press" | "remove" | "scopes" | "membership">;
  webhook: { received(): readonly Received[] };
  /** Runs a shipped handler now and gives its outcome. */
  invoke(functionName: string, region: string, event?: unknown): Promise<Outcome>;
  state(): LabState;
  /** Ends every thread, timer and socket; idempotent. */
  close(): Promise<void>;
}
