/** Which functions there are, and how much memory and time each has. Needs nothing of SST's. */

export type HandlerName = "discover" | "probe" | "health" | "tally" | "deliver" | "heartbeat" | "api" | "interact";

export interface Needs {
  memoryMb: number;
  timeoutSeconds: number;
}

/** A probe lives for 175 s and overlaps with its successor; deliver begins no step after 20 s, and a step may take as long. */
export const needs: Readonly<Record<HandlerName, Needs>> = {
  discover: { memoryMb: 512, timeoutSeconds: 60 },
  probe: { memoryMb: 512, timeoutSeconds: 180 },
  health: { memoryMb: 512, timeoutSeconds: 60 },
  tally: { memoryMb: 512, timeoutSeconds: 60 },
  deliver: { memoryMb: 512, timeoutSeconds: 60 },
  heartbeat: { memoryMb: 256, timeoutSeconds: 30 },
  api: { memoryMb: 512, timeoutSeconds: 30 },
  interact: { memoryMb: 256, timeoutSeconds: 10 },
};

export const handlerNames = Object.keys(needs) as HandlerName[];
