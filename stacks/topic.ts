/** Topics of SNS and who may use them: the account, by IAM's leave, and over TLS alone. */
import { type PolicyStatement, policyOf, tlsOnly } from "./tls-only.ts";

type Output<T> = $util.Output<T>;

/** By SNS's own key, which everybody in the account who may publish may use. */
export function createEncryptedTopic(name: string): sst.aws.SnsTopic {
  const topic = new sst.aws.SnsTopic(name, { transform: { topic: { kmsMasterKeyId: "alias/aws/sns" } } });
  restrict(name, topic.arn);
  return topic;
}

/** What a topic's own default policy gives the account, which a policy of ours takes the place of. */
const OWNERS = [
  "sns:AddPermission",
  "sns:DeleteTopic",
  "sns:GetTopicAttributes",
  "sns:ListSubscriptionsByTopic",
  "sns:Publish",
  "sns:RemovePermission",
  "sns:SetTopicAttributes",
  "sns:Subscribe",
];

/** A topic has one policy. `more`: who may besides. SNS takes no `sns:*` in it; of what is left, all but publishing is asked of its API, which has TLS alone. */
export function restrict(name: string, arn: Output<string>, more: PolicyStatement[] = [], options: { provider?: aws.Provider } = {}): void {
  const account = aws.getCallerIdentityOutput({}).accountId;
  const partition = aws.getPartitionOutput({}).partition;
  const owner: PolicyStatement = {
    principals: [{ type: "AWS", identifiers: [$interpolate`arn:${partition}:iam::${account}:root`] }],
    actions: OWNERS,
    resources: [arn],
  };
  new aws.sns.TopicPolicy(`${name}Policy`, { arn, policy: policyOf([owner, ...more, tlsOnly(arn, "sns:Publish")]) }, options);
}
