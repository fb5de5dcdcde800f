/** What `sst deploy` would make, evaluated from the real components: functions, schedules, permissions, alarms, and what is refused. */
import { EDGE_CODE, REQUEST_HEADER } from "@flipwatch/functions/web/edge";
import { describe, expect, it } from "vitest";
import { deployed, deployments, names, written } from "./deployments.ts";
import { evaluate, type MadeResource } from "./evaluate.ts";
import { functionsOf, nameOf, ofType, permissionsIn } from "./resources.ts";

const LIMIT_MS = 240_000;
const HOME = "eu-west-1";
/** CloudFront's limit of a function's code. */
const MOST_FUNCTION_BYTES = 10_240;
const always = ["api", "deliver", "discover", "health", "tally"];
const more: Partial<Record<(typeof names)[number], string[]>> = {
  "three regions": ["interact"],
  "five regions": ["heartbeat"],
  oidc: ["interact"],
  "the guide's example": ["heartbeat", "interact"],
};

function variablesOf({ inputs }: MadeResource): Record<string, string> {
  return (inputs.environment as { variables: Record<string, string> }).variables;
}

describe.each(names)("%s", { timeout: LIMIT_MS }, (name) => {
  const { regions } = deployments[name];

  it("has a probe in each region and everything else at home, on arm64, in time for its work", async () => {
    const functions = functionsOf(await deployed(name));
    const wanted = [...regions.map((region) => `probe@${region}`), ...[...always, ...(more[name] ?? [])].map((one) => `${one}@${HOME}`)];
    expect(functions.map(nameOf).toSorted()).toEqual(wanted.toSorted());
    for (const { inputs } of functions)
      expect(inputs).toMatchObject({ architectures: ["arm64"], runtime: "nodejs24.x", packageType: "Zip" });
    const timeouts = Object.fromEntries(functions.map((fn) => [nameOf(fn).split("@")[0], fn.inputs.timeout]));
    expect(timeouts).toMatchObject({ probe: 180, tally: 60, deliver: 60, discover: 60, health: 60, api: 30 });
  });

  it("schedules each of them in its own region, retrying nothing", async () => {
    const evaluated = await deployed(name);
    const schedules = ofType(evaluated, "aws:scheduler/schedule:Schedule");
    const scheduled = schedules.map(({ inputs, region }) => {
      const { arn, retryPolicy } = inputs.target as { arn: string; retryPolicy: { maximumRetryAttempts: number } };
      expect(retryPolicy.maximumRetryAttempts).toBe(0);
      expect(arn.split(":")[3]).toBe(region);
      return `${arn.split("-").at(-1)}@${region} ${inputs.scheduleExpression}`;
    });
    const heartbeat = more[name]?.includes("heartbeat") ? ["heartbeat"] : [];
    const wanted = [
      ...regions.map((region) => `probe@${region}`),
      ...["deliver", "discover", "health", "tally", ...heartbeat].map((one) => `${one}@${HOME}`),
    ];
    expect(scheduled.toSorted()).toEqual(wanted.map((one) => `${one} rate(1 minute)`).toSorted());
    const retries = ofType(evaluated, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
    expect(retries.map(({ inputs }) => inputs.maximumRetryAttempts)).toEqual(wanted.map(() => 0));
  });

  it("tells every function where the table is, and none a secret", async () => {
    for (const fn of functionsOf(await deployed(name))) {
      const variables = variablesOf(fn);
      expect(variables).toMatchObject({
        FLIPWATCH_HOME: HOME,
        FLIPWATCH_REGION: fn.region,
        FLIPWATCH_CONFIG_FILE: "flipwatch.config.json",
      });
      expect(JSON.stringify(variables)).not.toMatch(/xoxb-|ping\.example\.com/);
    }
  });

  it("lets its roles be taken by nobody but the service they are for", async () => {
    for (const { name: role, inputs } of ofType(await deployed(name), "aws:iam/role:Role")) {
      const { Statement } = JSON.parse(String(inputs.assumeRolePolicy)) as { Statement: { Principal: Record<string, unknown> }[] };
      const service = role.endsWith("ScheduleRole") ? "scheduler.amazonaws.com" : "lambda.amazonaws.com";
      expect([role, ...Statement.map(({ Principal }) => [Object.keys(Principal), [Principal.Service].flat()])]).toEqual([
        role,
        [["Service"], [service]],
      ]);
      expect(inputs.managedPolicyArns ?? []).toEqual([]);
    }
  });

  it("watches every part with alarms that go to a topic of the same region", async () => {
    const evaluated = await deployed(name);
    const alarms = ofType(evaluated, "aws:cloudwatch/metricAlarm:MetricAlarm");
    for (const { inputs, region } of alarms) {
      const [topic] = inputs.alarmActions as string[];
      expect(topic?.split(":").slice(2, 4)).toEqual(["sns", region]);
      expect(inputs.okActions).toEqual(inputs.alarmActions);
    }
    const silent = alarms
      .filter(({ inputs }) => inputs.treatMissingData === "breaching")
      .map(({ name: alarm, region }) => `${alarm}@${region}`);
    for (const region of regions) expect(silent.filter((one) => one.startsWith("NoBallots") && one.endsWith(`@${region}`))).toHaveLength(1);
    const watched = new Set(
      alarms.map(({ inputs, region }) => `${(inputs.dimensions as { FunctionName?: string } | undefined)?.FunctionName}@${region}`),
    );
    for (const fn of functionsOf(evaluated)) expect(watched).toContain(`${fn.inputs.name}@${fn.region}`);
    expect(alarms.map(({ inputs }) => inputs.metricName)).toEqual(
      expect.arrayContaining([
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
        "OldestUnsettledSeconds",
        "BallotsCast",
      ]),
    );
  });

  it("takes a probe's ballots for a sign of life, and that it says that there is nothing to vote on", async () => {
    const evaluated = await deployed(name);
    const filters = ofType(evaluated, "aws:cloudwatch/logMetricFilter:LogMetricFilter");
    for (const region of regions) {
      const [ballots, nothing] = filters
        .filter((filter) => filter.region === region && (filter.inputs.metricTransformation as { name: string }).name === "BallotsCast")
        .map(({ inputs }) => ({ pattern: inputs.pattern, value: (inputs.metricTransformation as { value: string }).value }));
      expect(ballots).toEqual({ pattern: '{ $.message = "probed" }', value: "$.ballots" });
      expect(nothing).toEqual({ pattern: '{ $.message = "probed" && $.stoppedBy = "nothing-watched" }', value: "1" });
    }
  });

  it("leaves nothing open: no public bucket, no function URL but Slack's, everything encrypted, logs that end", async () => {
    const evaluated = await deployed(name);
    for (const { inputs } of ofType(evaluated, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"))
      expect(inputs).toMatchObject({ blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true });
    const open = ofType(evaluated, "aws:lambda/functionUrl:FunctionUrl").filter(({ inputs }) => inputs.authorizationType !== "AWS_IAM");
    expect(open.map(({ inputs }) => String(inputs.functionName).split("-").at(-1))).toEqual(
      more[name]?.includes("interact") ? ["interact"] : [],
    );
    for (const { inputs } of ofType(evaluated, "aws:lambda/functionUrl:FunctionUrl")) expect(inputs.cors).toBeFalsy();
    for (const { inputs } of ofType(evaluated, "aws:sqs/queue:Queue")) expect(inputs.sqsManagedSseEnabled).toBe(true);
    for (const { name: topic, inputs } of ofType(evaluated, "aws:sns/topic:Topic"))
      expect([topic, inputs.kmsMasterKeyId]).toEqual([topic, topic.startsWith("Alarms") ? undefined : "alias/aws/sns"]);
    for (const { inputs } of ofType(evaluated, "aws:cloudwatch/logGroup:LogGroup")) expect(inputs.retentionInDays).toBe(30);
    const [table] = ofType(evaluated, "aws:dynamodb/table:Table");
    expect(table?.inputs).toMatchObject({
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      ttl: { attributeName: "expiresAt", enabled: true },
    });
  });
});

describe("the queues", { timeout: LIMIT_MS }, () => {
  it("hide a message above six times its function's timeout, send back parts of a batch, and keep what nobody could take", async () => {
    const evaluated = await deployed("three regions");
    const queues = ofType(evaluated, "aws:sqs/queue:Queue").filter(({ inputs }) => inputs.redrivePolicy !== undefined);
    expect(queues.map(({ inputs }) => [inputs.fifoQueue, inputs.visibilityTimeoutSeconds])).toEqual([
      [true, 370],
      [false, 370],
    ]);
    for (const { inputs } of queues) expect(JSON.parse(String(inputs.redrivePolicy))).toMatchObject({ maxReceiveCount: 5 });
    const mappings = ofType(evaluated, "aws:lambda/eventSourceMapping:EventSourceMapping");
    const shown = mappings.map(({ inputs }) => [
      String(inputs.functionName).split("-").at(-1),
      inputs.functionResponseTypes,
      inputs.scalingConfig,
    ]);
    expect(shown).toEqual([
      ["tally", ["ReportBatchItemFailures"], { maximumConcurrency: 10 }],
      ["deliver", ["ReportBatchItemFailures"], { maximumConcurrency: 2 }],
    ]);
  });
});

describe("the edge", { timeout: LIMIT_MS }, () => {
  it("runs our code before SST's, and keeps apart what two viewers ask for at the same time", async () => {
    const evaluated = await deployed("one region");
    const codes = ofType(evaluated, "aws:cloudfront/function:Function").map(({ inputs }) => String(inputs.code));
    const [code = ""] = codes.filter((one) => one.includes(EDGE_CODE));
    expect(code.indexOf(EDGE_CODE)).toBeLessThan(code.indexOf("getRoutes()"));
    const [policy] = ofType(evaluated, "aws:cloudfront/cachePolicy:CachePolicy");
    expect(policy?.inputs).toMatchObject({
      minTtl: 0,
      parametersInCacheKeyAndForwardedToOrigin: {
        headersConfig: { headerBehavior: "whitelist", headers: { items: ["x-open-next-cache-key", "x-forwarded-host", REQUEST_HEADER] } },
      },
    });
  });

  it.each(names)("has a function for %s that is no longer than CloudFront takes", async (name) => {
    const codes = ofType(await deployed(name), "aws:cloudfront/function:Function").map(({ inputs }) => String(inputs.code));
    expect(codes.some((code) => code.includes(EDGE_CODE))).toBe(true);
    for (const code of codes) expect(Buffer.byteLength(code)).toBeLessThanOrEqual(MOST_FUNCTION_BYTES);
  });

  it("passes on what a command proves itself by, its body and that body's hash, over https alone", async () => {
    const [distribution] = ofType(await deployed("one region"), "aws:cloudfront/distribution:Distribution");
    // AWS's own policy that sends on every header of the viewer's but the host, as its documentation names it.
    const everyHeaderButHost = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
    expect(distribution?.inputs.defaultCacheBehavior).toMatchObject({
      originRequestPolicyId: everyHeaderButHost,
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: expect.arrayContaining(["GET", "POST"]),
    });
  });
});

describe("production", { timeout: LIMIT_MS }, () => {
  it.each([
    ["production", true],
    ["test", false],
  ])("%s: deletion protection is %s, and so is the app's", async (stage, isProtected) => {
    const evaluated = await deployed("one region", stage);
    expect(ofType(evaluated, "aws:dynamodb/table:Table")[0]?.inputs.deletionProtectionEnabled ?? false).toBe(isProtected);
    expect(evaluated.outputs).toMatchObject({ _protect: isProtected });
  });
});

describe("who is told", { timeout: LIMIT_MS }, () => {
  it("by mail and phone, of alerts from one topic at home, of alarms in every region", async () => {
    const evaluated = await deployed("five regions");
    const subscriptions = ofType(evaluated, "aws:sns/topicSubscription:TopicSubscription").filter(
      ({ inputs }) => inputs.protocol !== "sqs",
    );
    const shown = subscriptions.map(
      ({ name, region, inputs }) => `${name.replace(/To\d$/, "")}@${region} ${inputs.protocol} ${inputs.endpoint}`,
    );
    expect(shown.toSorted()).toEqual(
      [
        `Alerts@${HOME} email ops@example.com`,
        `Alerts@${HOME} sms +12065550100`,
        ...["ApNortheast1@ap-northeast-1", "EuCentral1@eu-central-1", "EuWest1@eu-west-1", "SaEast1@sa-east-1", "UsEast2@us-east-2"].map(
          (place) => `Alarms${place} email ops@example.com`,
        ),
      ].toSorted(),
    );
    expect(permissionsIn(evaluated).find(({ who, sid }) => who === `deliver@${HOME}` && sid === "TellTopics")?.resources).toHaveLength(1);
  });
});

describe("a configuration that can't be deployed stops it before anything is made", { timeout: LIMIT_MS }, () => {
  it.each<[string, string, string]>([
    ["of one machine", `zones: ["example.com"]`, "home"],
    ["with a region that is none", `home: "eu-west", zones: ["example.com"]`, "an AWS region such as eu-central-1"],
    [
      "with a secret written out",
      `home: "eu-west-1", zones: ["example.com"], channels: { slack: [{ webhookUrl: "https://hooks.slack.com/services/T0/B0/X" }] }`,
      'secret("',
    ],
    ["with the lab's network", `home: "eu-west-1", zones: ["example.com"], network: { "192.0.2.10:80": "127.0.0.1:8081" }`, "network"],
    [
      "with links and no secret to sign them with",
      `home: "eu-west-1", zones: ["example.com"], access: { links: true }`,
      "FlipwatchSessionSecret",
    ],
    ["with a dashboard by http", `home: "eu-west-1", zones: ["example.com"], dashboardUrl: "http://flipwatch.example.com"`, "dashboardUrl"],
    ["with a misspelt field", `home: "eu-west-1", zone: ["example.com"]`, "zone"],
    ["that names nothing", `home: "eu-west-1"`, "zones"],
  ])("%s", async (_what, fields, says) => {
    const refused = await evaluate({ config: written(fields) }).then(
      () => undefined,
      (problem: { code: number; stderr: string }) => problem,
    );
    expect(refused?.code).toBe(1);
    expect(refused?.stderr).toContain(says);
    expect(refused?.stderr).not.toContain("hooks.slack.com/services");
  });
});
