/** What the lab and a sandbox say to each other across the thread boundary; everything is JSON, as between Lambda and its runtime. */

export interface SandboxSetup {
  /** URL of the handler's bundle. */
  handler: string;
}

export interface InvokeMessage {
  kind: "invoke";
  requestId: string;
  /** JSON. */
  event: string;
  /** When the sandbox will be killed, in ms since the epoch. */
  deadline: number;
  context: {
    functionName: string;
    functionVersion: string;
    invokedFunctionArn: string;
    memoryLimitInMB: string;
    logGroupName: string;
    logStreamName: string;
  };
}

/** The lab is closing: the thread ends itself, between two of its own turns. */
export interface StopMessage {
  kind: "stop";
}

export interface ErrorWords {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

export type SandboxMessage =
  | { kind: "ready" }
  | { kind: "init-failed"; error: ErrorWords }
  /** `payload` is JSON; `null` for a handler that returns nothing. */
  | { kind: "result"; requestId: string; payload: string }
  | { kind: "failed"; requestId: string; error: ErrorWords }
  /** The runtime is about to exit. */
  | { kind: "crashed"; error: ErrorWords };
