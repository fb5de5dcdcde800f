/** What holds of every resource of a kind, wherever it is: its tags, TLS alone, and that no deployment of something else touches it. */
import { describe, expect, it } from "vitest";
import { deployed, names } from "./deployments.ts";
import type { MadeResource } from "./evaluate.ts";
import { ofType } from "./resources.ts";

const LIMIT_MS = 240_000;

interface Statement {
  Effect: string;
  Principal: unknown;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

/** Of all policies that are `about` this resource. */
function statementsOn(policies: readonly MadeResource[], about: (inputs: Record<string, unknown>) => boolean): Statement[] {
  return policies
    .filter(({ inputs }) => about(inputs))
    .flatMap(({ inputs }) => (JSON.parse(String(inputs.policy)) as { Statement: Statement[] }).Statement);
}

const isTlsOnly = ({ Effect, Condition }: Statement) => Effect === "Deny" && String(Condition?.Bool?.["aws:SecureTransport"]) === "false";

describe.each(names)("%s", { timeout: LIMIT_MS }, (deployment) => {
  it("tags what it makes in every region alike", async () => {
    const providers = ofType(await deployed(deployment), "pulumi:providers:aws");
    expect(providers.length).toBeGreaterThan(0);
    for (const { name, inputs } of providers)
      expect([name, JSON.parse(String(inputs.defaultTags ?? null))]).toEqual([name, { tags: { app: "flipwatch", stage: "test" } }]);
  });

  it("takes nothing without TLS: no topic, no queue, no bucket", async () => {
    const evaluated = await deployed(deployment);
    const topicPolicies = ofType(evaluated, "aws:sns/topicPolicy:TopicPolicy");
    const topics = ofType(evaluated, "aws:sns/topic:Topic");
    for (const { name, inputs, region } of topics) {
      const end = `:${String(inputs.name ?? name)}`;
      const found = statementsOn(topicPolicies, ({ arn }) => String(arn).endsWith(end) && String(arn).split(":")[3] === region);
      expect([name, found.filter(isTlsOnly)]).toMatchObject([name, [{ Principal: { "*": ["*"] }, Action: ["sns:Publish"] }]]);
      expect(found.filter(({ Effect }) => Effect === "Allow").map(({ Principal }) => Principal)).toContainEqual({
        AWS: ["arn:aws:iam::123456789012:root"],
      });
      for (const { Resource } of found) expect([Resource].flat()).toEqual([expect.stringContaining(end)]);
    }
    // One topic has one policy: another would take the place of the first.
    expect(topicPolicies).toHaveLength(topics.length);
    const queuePolicies = ofType(evaluated, "aws:sqs/queuePolicy:QueuePolicy");
    for (const { name, inputs } of ofType(evaluated, "aws:sqs/queue:Queue")) {
      const found = statementsOn(queuePolicies, ({ queueUrl }) => String(queueUrl).includes(`/${String(inputs.name ?? name)}`));
      expect([name, found.some(isTlsOnly)]).toEqual([name, true]);
    }
    const bucketPolicies = ofType(evaluated, "aws:s3/bucketPolicy:BucketPolicy");
    for (const { name, inputs } of ofType(evaluated, "aws:s3/bucket:Bucket")) {
      const found = statementsOn(bucketPolicies, ({ bucket }) => String(bucket).startsWith(String(inputs.bucket ?? name)));
      expect([name, found.some(isTlsOnly)]).toEqual([name, true]);
    }
  });

  it("lets its alarms, and nobody else's, publish to their topics", async () => {
    const policies = ofType(await deployed(deployment), "aws:sns/topicPolicy:TopicPolicy").filter(({ name }) => name.startsWith("Alarms"));
    for (const { inputs } of policies) {
      const found = statementsOn([{ inputs } as MadeResource], () => true).filter(({ Principal }) =>
        JSON.stringify(Principal).includes("Service"),
      );
      expect(found).toMatchObject([
        {
          Principal: { Service: ["cloudwatch.amazonaws.com"] },
          Action: ["sns:Publish"],
          Condition: { StringEquals: { "aws:SourceAccount": ["123456789012"] } },
        },
      ]);
    }
  });
});
