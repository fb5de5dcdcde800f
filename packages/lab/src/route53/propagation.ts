/**
 * Which version of a zone each name server serves: a change reaches the four servers one by one and is INSYNC after the last.
 * Nothing runs in the background; every look brings the server up to the present moment.
 */
import type { Ms } from "@flipwatch/core";
import { type Assumptions, within } from "../aws/assumptions.ts";
import type { LabTime, LabZone, Random } from "../types.ts";

export const serverCount = 4;

interface Switch {
  at: Ms;
  zoneId: string;
  /** Absent: the zone is gone. */
  zone: LabZone | undefined;
}

interface Server {
  zones: Map<string, LabZone>;
  listed: readonly LabZone[];
  pending: Switch[];
}

export interface Propagation {
  zonesAt(serverIndex: number): readonly LabZone[];
  /** Sends a zone's new version to every server; gives the moment when it is INSYNC. */
  spread(zoneId: string, zone: LabZone | undefined): Ms;
  /** Every server serves the newest versions now. */
  settle(): void;
}

export function createPropagation(deps: { time: LabTime; random: Random; assumptions: Assumptions }): Propagation {
  const { time, random, assumptions } = deps;
  const servers: Server[] = Array.from({ length: serverCount }, () => ({ zones: new Map<string, LabZone>(), listed: [], pending: [] }));
  return {
    zonesAt(serverIndex) {
      const server = servers[serverIndex % serverCount] as Server;
      bringUpTo(server, time.now());
      return server.listed;
    },
    spread(zoneId, zone) {
      const now = time.now();
      const moments = servers.map((server) => {
        // A server never goes back: a later change waits for the earlier ones.
        const at = Math.max(now + within(assumptions.serverSwitchSeconds, time.unitMs, random), server.pending.at(-1)?.at ?? 0);
        server.pending.push({ at, zoneId, zone });
        return at;
      });
      return Math.max(...moments) + assumptions.insyncAfterSeconds * time.unitMs;
    },
    settle() {
      for (const server of servers) bringUpTo(server, Number.POSITIVE_INFINITY);
    },
  };
}

function bringUpTo(server: Server, now: Ms): void {
  let changed = false;
  for (let next = server.pending[0]; next && next.at <= now; next = server.pending[0]) {
    if (next.zone) server.zones.set(next.zoneId, next.zone);
    else server.zones.delete(next.zoneId);
    server.pending.shift();
    changed = true;
  }
  if (changed) server.listed = [...server.zones.values()];
}
