/** Everything core decides, under one name. */
export * from "./answer.ts";
export * from "./ballot.ts";
export * from "./delivery.ts";
export * from "./error.ts";
export * from "./event.ts";
export * from "./head.ts";
export * from "./pair.ts";
export * from "./policy.ts";
export * from "./ports.ts";
export * from "./reading.ts";
export * from "./tally-state.ts";
export * from "./time.ts";
