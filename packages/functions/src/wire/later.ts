/** Wakes deliver for a digest at its time, through deliver's own queue. SQS's client is loaded with the first digest: most invocations open none. */
import { systemClock } from "@flipwatch/adapters/system-clock";
import type { Settings } from "../settings.ts";
import type { WakeLater } from "../steps/deliver/digests.ts";

type Later = ReturnType<typeof import("@flipwatch/adapters/aws/sqs").createLaterWakeUps>;

/** Undefined where the deployment names no queue: then digests wait for the minute's sweep. */
export function wireLater({ deliverQueueUrl: queueUrl, home: region, unitMs }: Settings): WakeLater | undefined {
  if (queueUrl === undefined) return undefined;
  let loading: Promise<Later> | undefined;
  return async (digest, at) => {
    loading ??= import("@flipwatch/adapters/aws/sqs").then(({ createLaterWakeUps }) => createLaterWakeUps({ queueUrl, region, unitMs }));
    await (await loading)(digest, at - systemClock.now());
  };
}
