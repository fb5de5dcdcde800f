/** The Lambda around probe: one invocation votes round after round until a newer one takes over. */
import { type ProbeOptions, type ProbeSummary, probe } from "../steps/probe/probe.ts";

export type ProbePorts = Omit<ProbeOptions, "startedAt">;

export function serveProbe(ports: ProbePorts): () => Promise<ProbeSummary> {
  return async () => {
    const summary = await probe({ ...ports, startedAt: ports.clock.now() });
    ports.log?.("info", "probed", { region: ports.region, ...summary });
    return summary;
  };
}
