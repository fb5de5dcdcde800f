/** The wire shapes are those that @aws-sdk/client-route-53 3.1168 and 3.1169 send and read. */
import { FlipwatchError } from "@flipwatch/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestClock, testClock } from "../testing/clock.ts";
import { replyWith, startServer, type TestServer } from "../testing/http-server.ts";
import { createRoute53, route53Client } from "./route53.ts";

const NAMESPACE = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';
const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" };

let server: TestServer;
let clock: TestClock;

beforeEach(async () => {
  server = await startServer();
  clock = testClock(0);
});
afterEach(() => server.close());

function route53(options: { maxAttempts?: number } = {}) {
  const client = route53Client({ endpoint: server.origin, credentials });
  return createRoute53({ client, requestsPerSecond: 2, clock, random: () => 1, ...options });
}

function xml(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

function errorXml(code: string, message: string): string {
  return xml(
    `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
  );
}

function zoneXml(id: string, name: string, isPrivate = false): string {
  return `<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}</Name><CallerReference>c</CallerReference><Config><PrivateZone>${isPrivate}</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>`;
}

function recordXml(name: string, side: "PRIMARY" | "SECONDARY", value: string): string {
  return `<ResourceRecordSet><Name>${name}</Name><Type>A</Type><SetIdentifier>${side}</SetIdentifier><Failover>${side}</Failover><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>${value}</Value></ResourceRecord></ResourceRecords><HealthCheckId>hc-${side}</HealthCheckId></ResourceRecordSet>`;
}

function rrsetXml(records: string, next = "<IsTruncated>false</IsTruncated>"): string {
  return xml(
    `<ListResourceRecordSetsResponse ${NAMESPACE}><ResourceRecordSets>${records}</ResourceRecordSets>${next}<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`,
  );
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("zones", () => {
  it("reads every page, and strips ids and trailing dots", async () => {
    server.answer((received, reply) => {
      const second = received.url.includes("marker=Z2");
      const zones = second ? zoneXml("Z2", "example.com.", true) : zoneXml("Z1", "Example.com.");
      const next = second ? "<IsTruncated>false</IsTruncated>" : "<IsTruncated>true</IsTruncated><NextMarker>Z2</NextMarker>";
      reply.end(
        xml(
          `<ListHostedZonesResponse ${NAMESPACE}><HostedZones>${zones}</HostedZones>${next}<MaxItems>100</MaxItems></ListHostedZonesResponse>`,
        ),
      );
    });
    expect(await route53().zones()).toEqual([
      { id: "Z1", name: "example.com", private: false },
      { id: "Z2", name: "example.com", private: true },
    ]);
  });

  it("reads a zone's delegation set", async () => {
    server.answer(
      replyWith(
        200,
        xml(
          `<GetHostedZoneResponse ${NAMESPACE}>${zoneXml("Z1", "example.com.")}<DelegationSet><NameServers><NameServer>ns-1.awsdns-01.com</NameServer><NameServer>ns-2.awsdns-02.net</NameServer></NameServers></DelegationSet></GetHostedZoneResponse>`,
        ),
      ),
    );
    const zone = await route53().zone("Z1");
    expect(zone.nameservers).toEqual(["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"]);
    expect(server.received[0]?.url).toBe("/2013-04-01/hostedzone/Z1");
  });
});

describe("record sets", () => {
  it("reads pages of 300, the next beginning at name, type and identifier", async () => {
    const next =
      "<IsTruncated>true</IsTruncated><NextRecordName>b.example.com.</NextRecordName><NextRecordType>A</NextRecordType><NextRecordIdentifier>SECONDARY</NextRecordIdentifier>";
    server.answer((received, reply) => {
      const second = received.url.includes("identifier=SECONDARY");
      reply.end(
        second
          ? rrsetXml(recordXml("b.example.com.", "SECONDARY", "192.0.2.20"))
          : rrsetXml(recordXml("b.example.com.", "PRIMARY", "192.0.2.10"), next),
      );
    });
    const records = await all(route53().recordSets("Z1"));
    expect(records.map((record) => [record.failover, record.values, record.ttlSeconds, record.healthCheckId])).toEqual([
      ["PRIMARY", ["192.0.2.10"], 60, "hc-PRIMARY"],
      ["SECONDARY", ["192.0.2.20"], 60, "hc-SECONDARY"],
    ]);
    const queries = server.received.map((one) => new URL(one.url, server.origin).searchParams);
    expect(queries[0]?.get("maxitems")).toBe("300");
    expect([queries[1]?.get("name"), queries[1]?.get("type"), queries[1]?.get("identifier")]).toEqual(["b.example.com.", "A", "SECONDARY"]);
  });

  it("reads an alias, which has neither a TTL nor values", async () => {
    server.answer(
      replyWith(
        200,
        rrsetXml(
          "<ResourceRecordSet><Name>a.example.com.</Name><Type>A</Type><SetIdentifier>x</SetIdentifier><Failover>PRIMARY</Failover><AliasTarget><HostedZoneId>Z9</HostedZoneId><DNSName>lb.example.com.</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>",
        ),
      ),
    );
    const [record] = await all(route53().recordSets("Z1"));
    expect(record).toMatchObject({ values: [], alias: { zoneId: "Z9", name: "lb.example.com.", evaluateTargetHealth: true } });
  });

  it("stops at the first other name when one name is wanted", async () => {
    server.answer(
      replyWith(
        200,
        rrsetXml(
          recordXml("\\052.example.com.", "PRIMARY", "192.0.2.10") + recordXml("b.example.com.", "PRIMARY", "192.0.2.30"),
          "<IsTruncated>true</IsTruncated><NextRecordName>c.example.com.</NextRecordName><NextRecordType>A</NextRecordType>",
        ),
      ),
    );
    const records = await route53().recordSetsOf("Z1", "*.example.com");
    expect(records.map((record) => record.name)).toEqual(["\\052.example.com."]);
    expect(server.received).toHaveLength(1);
  });

  it("asks for a name with a blank in it as Route 53 writes it", async () => {
    server.answer(replyWith(200, rrsetXml(recordXml("a\\040b.example.com.", "PRIMARY", "192.0.2.10"))));
    const records = await route53().recordSetsOf("Z1", "a\\032b.example.com");
    expect(records).toHaveLength(1);
    expect(new URL(server.received[0]?.url ?? "", server.origin).searchParams.get("name")).toBe("a\\040b.example.com");
  });
});

describe("health checks", () => {
  it("keeps the version, and takes names from the tags, ten checks a call", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `hc-${index}`);
    server.answer((received, reply) => {
      if (received.url.includes("/tags/")) {
        const asked = [...received.body.matchAll(/<ResourceId>(.*?)<\/ResourceId>/g)].map((match) => match[1]);
        const sets = asked.map(
          (id) =>
            `<ResourceTagSet><ResourceType>healthcheck</ResourceType><ResourceId>${id}</ResourceId><Tags><Tag><Key>Name</Key><Value>name of ${id}</Value></Tag></Tags></ResourceTagSet>`,
        );
        reply.end(
          xml(
            `<ListTagsForResourcesResponse ${NAMESPACE}><ResourceTagSets>${sets.join("")}</ResourceTagSets></ListTagsForResourcesResponse>`,
          ),
        );
        return;
      }
      const checks = ids.map(
        (id) =>
          `<HealthCheck><Id>${id}</Id><CallerReference>c</CallerReference><HealthCheckConfig><Type>HTTP</Type><RequestInterval>30</RequestInterval><FailureThreshold>3</FailureThreshold><Inverted>true</Inverted></HealthCheckConfig><HealthCheckVersion>7</HealthCheckVersion></HealthCheck>`,
      );
      reply.end(
        xml(
          `<ListHealthChecksResponse ${NAMESPACE}><HealthChecks>${checks.join("")}</HealthChecks><IsTruncated>false</IsTruncated><MaxItems>1000</MaxItems></ListHealthChecksResponse>`,
        ),
      );
    });
    const checks = await route53().healthChecks({ names: true });
    const checking = { intervalSeconds: 30, failureThreshold: 3 };
    expect(checks[11]).toEqual({ id: "hc-11", version: 7, type: "HTTP", disabled: false, inverted: true, checking, name: "name of hc-11" });
    expect(server.received.map((one) => one.method)).toEqual(["GET", "POST", "POST"]);
  });

  it.each([
    ["Success: HTTP Status Code 200, OK", "healthy"],
    ["Success: HTTP Status Code: 200. Resolved IP: 192.0.2.2. OK", "healthy"],
    ["Failure: Connection timed out. The endpoint or the internet connection is down", "unhealthy"],
    ["Successive trouble", "unknown"],
    ["", "unknown"],
  ])("reads a checker's text “%s” as %s, from a region nobody has heard of", async (text, status) => {
    server.answer(
      replyWith(
        200,
        xml(
          `<GetHealthCheckStatusResponse ${NAMESPACE}><HealthCheckObservations><HealthCheckObservation><Region>mars-1</Region><IPAddress>203.0.113.9</IPAddress><StatusReport><Status>${text}</Status><CheckedTime>2026-11-22T11:00:00.000Z</CheckedTime></StatusReport></HealthCheckObservation></HealthCheckObservations></GetHealthCheckStatusResponse>`,
        ),
      ),
    );
    expect(await route53().checkers("hc-1")).toEqual([
      { region: "mars-1", address: "203.0.113.9", status, text, checkedAt: Date.UTC(2026, 10, 22, 11) },
    ]);
  });
});

describe("trouble", () => {
  async function failureOf(promise: Promise<unknown>): Promise<FlipwatchError> {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(FlipwatchError);
    return error as FlipwatchError;
  }

  it.each(["Throttling", "PriorRequestNotComplete"])(
    "waits after %s, longer each time, and each try goes through the limiter",
    async (code) => {
      let refusals = 3;
      const good = xml(
        `<ListHostedZonesResponse ${NAMESPACE}><HostedZones></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>`,
      );
      server.answer((received, reply, request) => {
        if (refusals-- > 0) replyWith(400, errorXml(code, "Rate exceeded"))(received, reply, request);
        else reply.end(good);
      });
      expect(await route53().zones()).toEqual([]);
      expect(server.received).toHaveLength(4);
      // Waits after tries 1 to 3 are 500, 1,000 and 2,000; the limiter's own space of 500 passes during them.
      expect(clock.now()).toBe(3_500);
    },
  );

  it("gives up after the last try and says how often it tried", async () => {
    server.answer(replyWith(400, errorXml("Throttling", "Rate exceeded")));
    const error = await failureOf(route53({ maxAttempts: 3 }).zones());
    expect(error).toMatchObject({ code: "route53-throttled", retryable: true });
    expect(error.message).toBe("Route 53 ListHostedZones failed after 3 tries: Throttling: Rate exceeded");
    expect(server.received).toHaveLength(3);
  });

  it("does not repeat what Route 53 refuses, and hands on its words", async () => {
    server.answer(replyWith(404, errorXml("NoSuchHostedZone", "No hosted zone found with ID: Z404")));
    const error = await failureOf(route53().zone("Z404"));
    expect(error).toMatchObject({ code: "route53-failed", retryable: false });
    expect(error.message).toContain("NoSuchHostedZone: No hosted zone found with ID: Z404");
    expect(server.received).toHaveLength(1);
  });

  it("tries again after a 500 and after a connection that breaks off", async () => {
    let call = 0;
    server.answer((received, reply, request) => {
      call += 1;
      if (call === 1) replyWith(500, "oops")(received, reply, request);
      else if (call === 2) request.socket.destroy();
      else reply.end(rrsetXml(""));
    });
    expect(await all(route53().recordSets("Z1"))).toEqual([]);
    expect(call).toBe(3);
  });

  it("keeps the spacing over all operations of one adapter", async () => {
    server.answer(replyWith(200, rrsetXml("")));
    const adapter = route53();
    await Promise.all([all(adapter.recordSets("Z1")), all(adapter.recordSets("Z2")), adapter.recordSetsOf("Z3", "a.example.com")]);
    expect(clock.now()).toBe(1_000);
  });
});
