/** The lesson's set-up through the Route 53 API, as anybody would do it: a zone, two named health checks, two failover records. */
import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  GetChangeCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";

export const ZONE = "example.com";
export const NAME = `failover.${ZONE}`;

export interface Endpoint {
  region: string;
  address: string;
  checkName: string;
  setIdentifier: string;
}
export const PRIMARY: Endpoint = { region: "eu-central-1", address: "192.0.2.10", checkName: "EU-central-1", setIdentifier: "EU" };
export const SECONDARY: Endpoint = { region: "us-east-1", address: "192.0.2.20", checkName: "US-East-1", setIdentifier: "US" };

export function route53At(endpoint: string): Route53Client {
  return new Route53Client({ endpoint, region: "us-east-1", credentials: { accessKeyId: "lab", secretAccessKey: "lab" } });
}

/** Gives the zone's id. */
export async function createZone(client: Route53Client): Promise<string> {
  const { HostedZone: zone } = await client.send(new CreateHostedZoneCommand({ Name: ZONE, CallerReference: "walk-through" }));
  return zone?.Id ?? "";
}

/** Checked every 10 s, unhealthy after 3 failures: with TTL 60 clients follow within about 90 s. Gives the health check's id. */
export async function createCheck(client: Route53Client, endpoint: Endpoint): Promise<string> {
  const created = await client.send(
    new CreateHealthCheckCommand({
      CallerReference: `walk-through-${endpoint.checkName}`,
      HealthCheckConfig: {
        Type: "HTTP",
        IPAddress: endpoint.address,
        Port: 80,
        ResourcePath: "/",
        RequestInterval: 10,
        FailureThreshold: 3,
      },
    }),
  );
  const id = created.HealthCheck?.Id ?? "";
  const name = { Key: "Name", Value: endpoint.checkName };
  await client.send(new ChangeTagsForResourceCommand({ ResourceType: "healthcheck", ResourceId: id, AddTags: [name] }));
  return id;
}

/** One side of the pair, as the lesson creates it. Gives the change's id. */
export async function createRecord(
  client: Route53Client,
  zoneId: string,
  side: "PRIMARY" | "SECONDARY",
  endpoint: Endpoint,
  checkId: string,
): Promise<string> {
  const record: ResourceRecordSet = {
    Name: NAME,
    Type: "A",
    SetIdentifier: endpoint.setIdentifier,
    Failover: side,
    TTL: 60,
    ResourceRecords: [{ Value: endpoint.address }],
    HealthCheckId: checkId,
  };
  const changed = await client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet: record }] },
    }),
  );
  return changed.ChangeInfo?.Id ?? "";
}

/** Whether every name server has the change. */
export async function inSync(client: Route53Client, changeId: string): Promise<boolean> {
  const { ChangeInfo: info } = await client.send(new GetChangeCommand({ Id: changeId }));
  return info?.Status === "INSYNC";
}
