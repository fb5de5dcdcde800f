/** The lesson's set-up, made through the Route 53 API as a learner would: the zone, two named health checks, the failover pair. */
import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { type Connection, clientSettings } from "./resources.ts";

export interface Seeded {
  /** `failover.example.com` */
  name: string;
  zoneId: string;
  primaryCheckId: string;
  secondaryCheckId: string;
}

const ZONE = "example.com";
const NAME = `failover.${ZONE}`;
const checks = [
  { name: "EU-central-1", address: "192.0.2.10" },
  { name: "US-East-1", address: "192.0.2.20" },
] as const;

export async function seedLesson(connection: Connection): Promise<Seeded> {
  const client = new Route53Client(clientSettings(connection));
  try {
    const created = await client.send(new CreateHostedZoneCommand({ Name: ZONE, CallerReference: "lab-seed" }));
    const zoneId = created.HostedZone?.Id?.replace("/hostedzone/", "") ?? "";
    const [primaryCheckId = "", secondaryCheckId = ""] = await Promise.all(checks.map((check) => createCheck(client, check)));
    const changes = [
      recordSet("EU", "PRIMARY", checks[0].address, primaryCheckId),
      recordSet("US", "SECONDARY", checks[1].address, secondaryCheckId),
    ].map((ResourceRecordSet) => ({ Action: "CREATE" as const, ResourceRecordSet }));
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: changes } }));
    return { name: NAME, zoneId, primaryCheckId, secondaryCheckId };
  } finally {
    client.destroy();
  }
}

/** Ten seconds and three failures: the quickest that the lesson's console offers. */
async function createCheck(client: Route53Client, { name, address }: (typeof checks)[number]): Promise<string> {
  const config = { Type: "HTTP", IPAddress: address, Port: 80, ResourcePath: "/", RequestInterval: 10, FailureThreshold: 3 } as const;
  const created = await client.send(new CreateHealthCheckCommand({ CallerReference: `lab-seed-${name}`, HealthCheckConfig: config }));
  const id = created.HealthCheck?.Id ?? "";
  const tags = { ResourceType: "healthcheck", ResourceId: id, AddTags: [{ Key: "Name", Value: name }] } as const;
  await client.send(new ChangeTagsForResourceCommand({ ...tags, AddTags: [...tags.AddTags] }));
  return id;
}

function recordSet(identifier: string, failover: "PRIMARY" | "SECONDARY", address: string, check: string): ResourceRecordSet {
  return {
    Name: NAME,
    Type: "A",
    TTL: 60,
    SetIdentifier: identifier,
    Failover: failover,
    HealthCheckId: check,
    ResourceRecords: [{ Value: address }],
  };
}
