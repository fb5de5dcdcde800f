/** A function behind a queue: what it is given at once, and how much of it at the same time. */

/** What could not be taken comes back alone, not with all that came with it. */
export function takeFrom(name: string, queue: $util.Output<string>, fn: sst.aws.Function, atOnce: number): void {
  new aws.lambda.EventSourceMapping(name, {
    eventSourceArn: queue,
    functionName: fn.arn,
    batchSize: 10,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: atOnce },
  });
}
