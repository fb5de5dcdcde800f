/** The monitor, in the home region: discover finds the pairs, health reads their checks, tally decides; tally also as soon as a probe saw a change. */
import type { Handlers } from "./handlers.ts";
import { everyMinute } from "./schedule.ts";
import type { Storage } from "./storage.ts";
import { takeFrom } from "./take-from.ts";

export interface Monitor {
  discover: sst.aws.Function;
  health: sst.aws.Function;
  tally: sst.aws.Function;
}

/** The queue is FIFO with one group a shard, so more of them only help more shards. */
const MOST_TALLIES = 10;

export function createMonitor(handlers: Handlers, storage: Storage): Monitor {
  const discover = handlers.create("Discover", "discover");
  const health = handlers.create("Health", "health");
  const tally = handlers.create("Tally", "tally", { environment: { FLIPWATCH_TOPIC_ARN: storage.topicArn } });
  everyMinute("DiscoverSchedule", discover);
  everyMinute("HealthSchedule", health);
  everyMinute("TallySchedule", tally);
  takeFrom("TallyWakeUps", storage.wake.arn, tally, MOST_TALLIES);
  return { discover, health, tally };
}
