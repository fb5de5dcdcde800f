/** SQS errors have one name in the Query protocol and another in JSON; both go out, the former in `x-amzn-query-error`. */

const shapes: Record<string, string> = {
  "AWS.SimpleQueueService.NonExistentQueue": "QueueDoesNotExist",
  "AWS.SimpleQueueService.EmptyBatchRequest": "EmptyBatchRequest",
  "AWS.SimpleQueueService.TooManyEntriesInBatchRequest": "TooManyEntriesInBatchRequest",
  "AWS.SimpleQueueService.BatchEntryIdsNotDistinct": "BatchEntryIdsNotDistinct",
  "AWS.SimpleQueueService.BatchRequestTooLong": "BatchRequestTooLong",
  QueueAlreadyExists: "QueueNameExists",
};

export function jsonShape(code: string): string {
  return shapes[code] ?? code;
}
