/** Policies of queues and topics: who may besides whoever IAM lets, and that nobody may without TLS. */

type Output<T> = $util.Output<T>;
export type PolicyStatement = aws.types.input.iam.GetPolicyDocumentStatementArgs;

export function policyOf(statements: PolicyStatement[]): Output<string> {
  return aws.iam.getPolicyDocumentOutput({ statements }).json;
}

/** Everything is refused that does not come over TLS. `action`: all that a resource's own policy may speak of. */
export function tlsOnly(arn: Output<string>, action: "sqs:*" | "sns:Publish"): PolicyStatement {
  return {
    effect: "Deny",
    principals: [{ type: "*", identifiers: ["*"] }],
    actions: [action],
    resources: [arn],
    conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  };
}
