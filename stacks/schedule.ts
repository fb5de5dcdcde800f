/** A function's schedule. A late or doubled invocation harms nobody and a lost one is made up for by the next, so nothing is retried. */
type Output<T> = $util.Output<T>;

export interface ScheduleOptions {
  /** Default: each minute. */
  rate?: `rate(${string})`;
  provider?: aws.Provider;
}

export function everyMinute(name: string, fn: sst.aws.Function, { rate = "rate(1 minute)", provider }: ScheduleOptions = {}): void {
  const options = provider === undefined ? {} : { provider };
  const schedule = new sst.aws.CronV2(
    name,
    { schedule: rate, function: fn.arn, retries: 0, transform: { role: trustOwnAccount } },
    options,
  );
  // Without it a schedule is tried for a day where nothing else is said.
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
