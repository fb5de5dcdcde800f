/** What a step may say besides its result: trouble that it could go on without. How and where it is written is the caller's. */

/** Facts are ids, counts and times; never a secret. */
export type Log = (level: "info" | "warn" | "error", message: string, facts?: Record<string, unknown>) => void;
