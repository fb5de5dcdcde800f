/** A lab of a test's own: `flipwatch lab` as a process, with its addresses and its control API. */
import { type Flipwatch, startFlipwatch } from "./flipwatch.ts";
import { newFolder } from "./folder.ts";

export interface LabReady {
  kind: string;
  endpoint: string;
  api: string;
  control: string;
  slack: string;
  webhook: string;
  /** The four name servers. */
  dns: string[];
  resolver: string;
  resolvers: Record<string, string>;
  demo: { side: string; region: string; url: string; title: string }[];
  env: Record<string, string>;
  regions: string[];
  network: Record<string, string>;
}

export interface LabState {
  answers: Record<string, string[][]>;
  checks: { id: string; name?: string; healthy: boolean }[];
}

export interface LabProcess {
  process: Flipwatch;
  ready: LabReady;
  state(): Promise<LabState>;
  /** POST to the control API; gives the answer's body. Throws for what the lab refuses. */
  control(path: string, body: unknown): Promise<unknown>;
}

/** `flags` are further ones of the command. */
export async function startLab(speed: number, ...flags: readonly string[]): Promise<LabProcess> {
  const args = ["lab", "--json", "--port", "0", "--dns-port", "0", "--speed", String(speed), ...flags];
  const process = startFlipwatch(args, { cwd: await newFolder() });
  const ready = await process.ready<LabReady>();
  return {
    process,
    ready,
    state: async () => (await (await fetch(`${ready.control}/state`)).json()) as LabState,
    async control(path, body) {
      const reply = await fetch(`${ready.control}${path}`, { method: "POST", body: JSON.stringify(body) });
      if (!reply.ok) throw new Error(`POST ${path}: ${reply.status} ${await reply.text()}`);
      return reply.json();
    },
  };
}
