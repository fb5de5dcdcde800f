/** The lab's AWS side in one object: its states, its health checkers and the endpoint in front of them. Servers and DNS are others' business. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type AlarmStore, createAlarmStore, evaluate } from "../cloudwatch/alarm.ts";
import { createMetricStore, type MetricStore } from "../cloudwatch/metric-store.ts";
import { createEc2State, type Ec2State, type LabInstance } from "../ec2/state.ts";
import { createHealthFleet, type HealthFleet } from "../health/fleet.ts";
import type { CopiedAlarm, HealthCheck } from "../route53/check.ts";
import { type CheckStore, createCheckStore } from "../route53/check-store.ts";
import { createRoute53Api } from "../route53/route.ts";
import { createRoute53State, type Route53State } from "../route53/state.ts";
import { createTagStore, type TagStore } from "../route53/tag.ts";
import { createHttpDelivery, type PostHttp, postThrough } from "../sns/http-delivery.ts";
import { createSnsState, type SnsState } from "../sns/state.ts";
import { createSqsState, type SqsState } from "../sqs/state.ts";
import type { Firewall, LabTime, Random, Translate, ZoneSource } from "../types.ts";
import { type Assumptions, assumed } from "./assumptions.ts";
import { type AwsCall, type AwsEndpoint, createAwsEndpoint } from "./endpoint.ts";
import { createFaults, type Faults } from "./fault.ts";
import { pause } from "./pause.ts";
import { createServices } from "./service.ts";
import { createThrottle } from "./throttle.ts";

export interface AwsSideOptions {
  time: LabTime;
  random: Random;
  firewall: Firewall;
  translate: Translate;
  /** A addresses of a name, for health checks by name; none or a rejection reads "DNS resolution failed". Default: no name resolves. */
  lookup?: (name: string) => Promise<readonly string[]>;
  /** Where DynamoDB's requests go, body unread. Absent: refused as unknown operations. */
  dynamo?: (request: IncomingMessage, response: ServerResponse) => void;
  /** `http://127.0.0.1:4780`, for queue URLs and links; default: where each client reached the lab. */
  baseUrl?: () => string;
  assumptions?: Partial<Assumptions>;
  /** How SNS reaches HTTP subscribers; default: a POST through the network table. */
  post?: PostHttp;
  instances?: readonly LabInstance[];
  onCall?: (call: AwsCall) => void;
  onTrouble?: (error: unknown) => void;
}

export interface AwsSide {
  /** What the DNS side reads. */
  zones: ZoneSource;
  route53: Route53State;
  checks: CheckStore;
  tags: TagStore;
  health: HealthFleet;
  cloudwatch: MetricStore;
  alarms: AlarmStore;
  sns: SnsState;
  sqs: SqsState;
  ec2: Ec2State;
  faults: Faults;
  endpoint: AwsEndpoint;
  /** Stops checkers, deliveries, long polls and held requests. */
  close(): Promise<void>;
}

/** Five requests a second and account (Route 53 Developer Guide, DNSLimitations). */
const requestsPerSecond = 5;

export function createAwsSide(options: AwsSideOptions): AwsSide {
  const { time, random, firewall, translate } = options;
  const assumptions = { ...assumed, ...options.assumptions };
  const shared = { time, random, assumptions };
  const closing = new AbortController();
  const alarms = createAlarmStore();
  const lookup = options.lookup ?? (() => Promise.resolve([]));
  const health = createHealthFleet({ ...shared, firewall, translate, lookup, alarmHealthy: (check) => alarmHealthy(check, metrics) });
  const metrics = createMetricStore({ time, assumptions, health });
  const checks = createCheckStore({ random, assumptions, alarmOf: (region, name) => settingsOf(alarms, region, name) });
  checks.onChange((id, check) => health.sync(id, check));
  const state = createRoute53State(shared);
  const tags = createTagStore();
  const route53 = createRoute53Api({
    state,
    checks,
    tags,
    health,
    assumptions,
    throttle: createThrottle(time, requestsPerSecond),
    pause: (seconds) => pause(seconds * time.unitMs, closing.signal),
  });
  const sqs = createSqsState({ time, random });
  const http = createHttpDelivery({ time, post: options.post ?? postThrough(translate) });
  const sns = createSnsState({ time, random, sqs, http });
  const ec2 = createEc2State({ firewall, ...(options.instances ? { instances: options.instances } : {}) });
  const faults = createFaults();
  const services = createServices({ time, route53, metrics, alarms, sns, sqs, ec2 });
  const { dynamo, baseUrl, onCall, onTrouble } = options;
  const endpoint = createAwsEndpoint({
    time,
    random,
    services,
    faults,
    ...(dynamo ? { dynamo } : {}),
    ...(baseUrl ? { baseUrl } : {}),
    ...(onCall ? { onCall } : {}),
    ...(onTrouble ? { onTrouble } : {}),
  });
  return {
    zones: { zonesAt: state.zonesAt, healthy: (id, serverIndex) => health.healthy(id, serverIndex) },
    route53: state,
    checks,
    tags,
    health,
    cloudwatch: metrics,
    alarms,
    sns,
    sqs,
    ec2,
    faults,
    endpoint,
    async close() {
      closing.abort();
      endpoint.close();
      sqs.close();
      await Promise.all([health.close(), http.close()]);
    },
  };
}

/** A health check follows the data behind its copy of the alarm's settings; too little data says nothing. */
function alarmHealthy({ copiedAlarm, config }: HealthCheck, metrics: MetricStore): boolean | undefined {
  if (!copiedAlarm || !config.alarm) return undefined;
  const state = evaluate(copiedAlarm, config.alarm.region, metrics);
  return state === "INSUFFICIENT_DATA" ? undefined : state === "OK";
}

function settingsOf(alarms: AlarmStore, region: string, name: string): CopiedAlarm | undefined {
  const alarm = alarms.get(region, name);
  if (!alarm) return undefined;
  const { evaluationPeriods, threshold, comparisonOperator, period, metricName, namespace, statistic, dimensions } = alarm;
  return { evaluationPeriods, threshold, comparisonOperator, period, metricName, namespace, statistic, dimensions };
}
