/**
 * Loaded into `flipwatch run` before anything else: counts the requests that the shipped store adapter makes of the embedded DynamoDB, by
 * operation, and reports them now and then. Each is a `request` event of the HTTP server that dynalite is, whatever way it came.
 */
import { Server } from "node:http";

const REPORT_EVERY_MS = 250;

const counts = {};
const emit = Server.prototype.emit;

Server.prototype.emit = function (event, ...args) {
  const operation = event === "request" ? args[0]?.headers?.["x-amz-target"]?.split(".")[1] : undefined;
  if (operation !== undefined) counts[operation] = (counts[operation] ?? 0) + 1;
  return emit.call(this, event, ...args);
};

setInterval(() => process.send?.(counts), REPORT_EVERY_MS).unref();
process.channel?.unref();
