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

/** What is there already, so that it is not made twice. */
export interface There {
  zoneId?: string;
  /** The id of a health check that looks at this address. */
  checkOf?(address: string): string | undefined;
}

const ZONE = "example.com";
const NAME = `failover.${ZONE}`;
const checks = [
  { name: "EU-central-1", address: "192.0.2.10" },
  { name: "US-East-1", address: "192.0.2.20" },
] as const;

/** All of it, pair included. */
export async function seedLesson(connection: Connection): Promise<Seeded> {
  const seeded = await seedSetUp(connection);
  const changes = [
    recordSet("EU", "PRIMARY", checks[0].address, seeded.primaryCheckId),
    recordSet("US", "SECONDARY", checks[1].address, seeded.secondaryCheckId),
  ].map((ResourceRecordSet) => ({ Action: "CREATE" as const, ResourceRecordSet }));
  await withClient(connection, (client) =>
    client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: seeded.zoneId, ChangeBatch: { Changes: changes } })),
  );
  return seeded;
}

/** The zone and the health checks; the records are the learner's to make. */
export async function seedSetUp(connection: Connection, there: There = {}): Promise<Seeded> {
  return withClient(connection, async (client) => {
    const zoneId = there.zoneId ?? (await createZone(client));
    const [primaryCheckId = "", secondaryCheckId = ""] = await Promise.all(
      checks.map(async (check) => there.checkOf?.(check.address) ?? createCheck(client, check)),
    );
    return { name: NAME, zoneId, primaryCheckId, secondaryCheckId };
  });
}

async function withClient<T>(connection: Connection, work: (client: Route53Client) => Promise<T>): Promise<T> {
  const client = new Route53Client(clientSettings(connection));
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

async function createZone(client: Route53Client): Promise<string> {
  const created = await client.send(new CreateHostedZoneCommand({ Name: ZONE, CallerReference: "lab-seed" }));
  return created.HostedZone?.Id?.replace("/hostedzone/", "") ?? "";
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
