/** A function's schedule. A late or doubled invocation harms nobody and a lost one is made up for by the next, so nothing is retried. */
type Output<T> = $util.Output<T>;

/** `options`: for a function in another region than the home. */
export function everyMinute(name: string, fn: sst.aws.Function, options: { provider?: aws.Provider } = {}): void {
  const schedule = new sst.aws.CronV2(
    name,
    { schedule: "rate(1 minute)", function: fn.arn, retries: 0, transform: { role: trustOwnAccount } },
    options,
  );
  // Without it Lambda tries twice more what fails, for up to six hours.
  new aws.lambda.FunctionEventInvokeConfig(
    `${name}Invoke`,
    { functionName: fn.name, maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    { ...options, dependsOn: [schedule] },
  );
}

/** EventBridge Scheduler may take the role for schedules of this account alone. */
function trustOwnAccount(role: aws.iam.RoleArgs): undefined {
  const account: Output<string> = aws.getCallerIdentityOutput({}).accountId;
  role.assumeRolePolicy = aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        principals: [{ type: "Service", identifiers: ["scheduler.amazonaws.com"] }],
        actions: ["sts:AssumeRole"],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [account] }],
      },
    ],
  }).json;
  return undefined;
}
