/**
 * Loaded into `flipwatch run` before anything else: counts the writes that reach its store on disk, each one batch of an item and its index
 * rows, and reports them now and then.
 */
import { Level } from "level";

const REPORT_EVERY_MS = 250;

let writes = 0;
const { batch } = Level.prototype;

Level.prototype.batch = function (...args) {
  writes += 1;
  return batch.apply(this, args);
};

setInterval(() => process.send?.(writes), REPORT_EVERY_MS).unref();
process.channel?.unref();
