/** Wakes tally for what people ask. SQS's client is loaded with the first request: most people only look. */
import type { WakeUpOptions } from "@flipwatch/adapters/aws/sqs";
import type { WakeUps } from "@flipwatch/core";

export function wireWakeUps(options: WakeUpOptions): WakeUps {
  let loading: Promise<WakeUps> | undefined;
  return {
    async wake(shard, deduplication) {
      loading ??= import("@flipwatch/adapters/aws/sqs").then(({ createWakeUps }) => createWakeUps(options));
      await (await loading).wake(shard, deduplication);
    },
  };
}
