/** Reads the lab into what its page shows. Changes nothing. */
import type { LabCheck, LabPanel, LabServer } from "@flipwatch/core/lesson/panel";
import type { AwsSide } from "../aws/side.ts";
import { normalName } from "../dns/names.ts";
import type { Lab } from "../lab-types.ts";
import { answersNow } from "../state.ts";
import type { Journal } from "./journal.ts";
import type { RecordDesk } from "./records.ts";

export interface PanelSources {
  lab: Pick<Lab, "addresses" | "time">;
  aws: Pick<AwsSide, "checks" | "health" | "tags" | "zones">;
  journal: Pick<Journal, "all">;
  records: Pick<RecordDesk, "all" | "zone">;
  blocked(endpoint: string): boolean;
  regions: readonly string[];
  cut(region: string): boolean;
  slack(): string;
}

export function panelOf({ lab, aws, journal, records, blocked, regions, cut, slack }: PanelSources): LabPanel {
  const { addresses, time } = lab;
  const zone = records.zone();
  const servers: LabServer[] = addresses.demo.map(({ region, side, url, endpoint }) => {
    return { region, side, url, endpoint, address: endpoint.replace(/:\d+$/, ""), blocked: blocked(endpoint) };
  });
  return {
    at: time.now(),
    speed: 1_000 / time.unitMs,
    ...(zone && { zone: normalName(zone.name) }),
    servers,
    // In the order of their endpoints, and so of the servers, whichever was made first.
    checks: aws.checks
      .list()
      .map(({ id }) => checkOf(aws, id))
      .toSorted((a, b) => ((a.endpoint ?? "~") < (b.endpoint ?? "~") ? -1 : 1)),
    records: records.all(),
    answers: answersNow(aws.zones),
    regions: regions.map((region) => ({ region, cut: cut(region) })),
    slack: slack(),
    journal: [...journal.all()],
  };
}

function checkOf({ checks, health, tags }: PanelSources["aws"], id: string): LabCheck {
  const { config } = checks.get(id);
  const name = tags.of("healthcheck", id).get("Name");
  const { healthy = true, percentage } = health.status(id) ?? {};
  const failureThreshold = config.failureThreshold ?? 3;
  const endpoint = endpointIn(config);
  return {
    id,
    ...(name !== undefined && { name }),
    ...(endpoint !== undefined && { endpoint }),
    healthy,
    ...(percentage !== undefined && { percentage }),
    turning: turningOf(health.streaks(id), { healthy, failureThreshold }),
    failureThreshold,
    intervalSeconds: config.requestInterval ?? 30,
  };
}

export function endpointIn({ ipAddress, port }: { ipAddress?: string; port?: number }): string | undefined {
  return ipAddress === undefined ? undefined : `${ipAddress}:${port ?? 80}`;
}

/** How far the checker in the middle is towards the other opinion: with 16 of them, about when the whole turns. */
export function turningOf(
  streaks: readonly { passed: boolean; length: number }[],
  { healthy, failureThreshold }: Pick<LabCheck, "healthy" | "failureThreshold">,
): number {
  const against = streaks
    .map(({ passed, length }) => (passed === healthy ? 0 : Math.min(length, failureThreshold)))
    .toSorted((a, b) => a - b);
  return against[Math.floor(against.length / 2)] ?? 0;
}
