/** Makes and deletes failover records for the lab's page, through Route 53's own ChangeResourceRecordSets. What that refuses is told in its words. */
import { type Change, ChangeResourceRecordSetsCommand, Route53Client, Route53ServiceException } from "@aws-sdk/client-route-53";
import { FlipwatchError } from "@flipwatch/core";
import type { LabFailoverRecord } from "@flipwatch/core/lesson/panel";
import { z } from "zod";
import { normalName } from "../dns/names.ts";
import { type Connection, clientSettings } from "../resources.ts";
import type { LabZone } from "../types.ts";

/** As the page's form has it. What Route 53 judges itself is left to it. */
export const newRecord = z.strictObject({
  /** In the zone; its own name may be left out. */
  name: z.string().trim().min(1).max(255),
  type: z.enum(["A", "AAAA", "CNAME"]),
  failover: z.enum(["PRIMARY", "SECONDARY"]),
  setIdentifier: z.string().trim().min(1).max(128),
  value: z.string().trim().min(1).max(255),
  ttlSeconds: z.number().int().min(0).max(172_800),
  check: z.string().optional(),
});
export type NewRecord = z.output<typeof newRecord>;

/** Which record set: what Route 53 tells them apart by. */
export const knownRecord = z.strictObject({ name: z.string(), type: z.string(), setIdentifier: z.string() });

/** Route 53 said no, for a reason that lies in the request or in what is there. */
export class Refused extends Error {}

export interface RecordDesk {
  create(record: NewRecord): Promise<LabFailoverRecord>;
  /** Throws `not-found` where there is none. */
  remove(record: z.output<typeof knownRecord>): Promise<LabFailoverRecord>;
  /** Of the public zone, as Route 53 lists them. */
  all(): LabFailoverRecord[];
  zone(): LabZone | undefined;
}

/** `zones`: as Route 53 lists them now. */
export function createRecordDesk(connection: Connection, zones: () => readonly LabZone[]): RecordDesk {
  const zone = () => zones().find((one) => !one.private);
  const all = () => recordsOf(zone());
  return {
    zone,
    all,
    create: async ({ name, value, ...rest }) => {
      const { id, suffix } = zoneIn(zone());
      const full = normalName(name);
      const record = { ...rest, name: full === suffix || full.endsWith(`.${suffix}`) ? full : `${full}.${suffix}`, values: [value] };
      await change(connection, id, "CREATE", record);
      return record;
    },
    remove: async (wanted) => {
      const { id } = zoneIn(zone());
      const found = all().find((one) => one.name === wanted.name && one.type === wanted.type && one.setIdentifier === wanted.setIdentifier);
      if (!found) throw new FlipwatchError("not-found", `no failover record ${wanted.name} ${wanted.type} ${wanted.setIdentifier} here`);
      await change(connection, id, "DELETE", found);
      return found;
    },
  };
}

function zoneIn(zone: LabZone | undefined): { id: string; suffix: string } {
  if (zone) return { id: zone.id, suffix: normalName(zone.name) };
  throw new FlipwatchError("not-found", "no hosted zone here; POST /lab/set-up makes the lesson's");
}

function recordsOf(zone: LabZone | undefined): LabFailoverRecord[] {
  return (zone?.recordSets ?? []).flatMap(({ name, type, failover, setIdentifier = "", values, ttlSeconds, healthCheckId: check }) =>
    failover === undefined
      ? []
      : {
          ...{ name: normalName(name), type, failover, setIdentifier, values },
          ...(ttlSeconds !== undefined && { ttlSeconds }),
          ...(check !== undefined && { check }),
        },
  );
}

async function change(connection: Connection, zoneId: string, action: "CREATE" | "DELETE", record: LabFailoverRecord): Promise<void> {
  const client = new Route53Client(clientSettings(connection));
  const ResourceRecordSet: Change["ResourceRecordSet"] = {
    Name: record.name,
    Type: record.type as "A",
    Failover: record.failover,
    SetIdentifier: record.setIdentifier,
    TTL: record.ttlSeconds,
    ResourceRecords: record.values.map((Value) => ({ Value })),
    HealthCheckId: record.check,
  };
  try {
    const ChangeBatch = { Changes: [{ Action: action, ResourceRecordSet }] };
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch }));
  } catch (problem) {
    if (problem instanceof Route53ServiceException && problem.$fault === "client") throw new Refused(wordsOf(problem));
    throw problem;
  } finally {
    client.destroy();
  }
}

/** AWS gives the reasons of a refused batch as a list beside the message. */
function wordsOf(problem: Route53ServiceException): string {
  const { messages = [] } = problem as { messages?: string[] };
  return messages.length > 0 ? messages.join(" ") : problem.message;
}
