import { FlipwatchError, type HealthCheckRef, parseConfig, type RecordSet, type ZoneRef } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { type AccountPorts, needsAws, seeCredentials, seeHealthChecks, seeRegionNames, seeRegions, seeZones } from "./account.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const zone: ZoneRef = { id: "Z1", name: "example.com.", private: false, nameservers: ["ns-1.awsdns-01.com"] };
const side = (failover: "PRIMARY" | "SECONDARY", value: string, healthCheckId: string): RecordSet =>
  ({
    name: "failover.example.com.",
    type: "A",
    failover,
    setIdentifier: failover,
    ttlSeconds: 60,
    values: [value],
    healthCheckId,
  }) as RecordSet;
const records = [side("PRIMARY", "192.0.2.10", "hc-eu"), side("SECONDARY", "192.0.2.20", "hc-us")];

/** As the SDK names its errors. */
function awsError(name: string, message = "no"): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 403 } });
}
const wrapped = (cause: Error) => new FlipwatchError("route53-failed", `Route 53 failed: ${cause.message}`, { cause });

function ports(
  changes: { route53?: Partial<AccountPorts["route53"]>; metrics?: AccountPorts["metrics"]; askRegion?: AccountPorts["askRegion"] } = {},
): AccountPorts {
  const check = (id: string): HealthCheckRef => ({ id, version: 1, type: "HTTP", disabled: false, inverted: false });
  return {
    route53: {
      zones: async () => [zone],
      zone: async () => zone,
      async *recordSets() {
        yield* records;
      },
      recordSetsOf: async () => records,
      checkers: async () => [],
      healthChecks: async () => [check("hc-eu"), check("hc-us"), check("hc-other")],
      ...changes.route53,
    },
    metrics: changes.metrics ?? {
      readings: async (checks) => new Map(checks.map((one) => [one, [{ period: NOW - 120_000, status: "healthy" }]])),
    },
    askRegion: changes.askRegion ?? (async () => undefined),
    askConcurrency: async () => 1_000,
    now: () => NOW,
  };
}

const configOf = (input: object) => parseConfig({ home: "eu-west-1", regions: ["us-east-2"], zones: ["example.com"], ...input }).config;
const denied = async () => Promise.reject(wrapped(awsError("AccessDenied", "not authorized to perform that")));

describe("credentials", () => {
  it.each<[string, Error | undefined, string, boolean, string]>([
    ["that are taken are well", undefined, "ok", true, "Route 53 lists 1 hosted zone"],
    [
      "that may not list zones are credentials all the same",
      awsError("AccessDenied"),
      "ok",
      true,
      "route53:ListHostedZones is not allowed",
    ],
    [
      "that are not there are a problem",
      awsError("CredentialsProviderError", "Could not load credentials from any providers"),
      "problem",
      false,
      "None were found: neither keys in the environment, nor a profile or sign-in in ~/.aws, nor a role",
    ],
    [
      "whose profile is not there are a problem, in the words that say which",
      awsError("CredentialsProviderError", "Could not resolve credentials using profile: [ops] in configuration/credentials file(s)."),
      "problem",
      false,
      "None could be had: Could not resolve credentials using profile: [ops]",
    ],
    [
      "whose sign-in has ended are a problem, with how to sign in again",
      awsError("TokenProviderError", "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile."),
      "problem",
      false,
      "None could be had: Token is expired. To refresh this SSO session run 'aws sso login'",
    ],
    ["that have run out are a problem", awsError("ExpiredToken", "The security token has expired"), "problem", false, "AWS refuses them"],
    [
      "can't be tried without a network",
      Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }),
      "problem",
      false,
      "AWS can't be reached",
    ],
  ])("%s", async (_, error, state, usable, saw) => {
    const zones = async () => (error === undefined ? [zone] : Promise.reject(wrapped(error)));
    const seen = await seeCredentials(ports({ route53: { zones } }));
    expect(seen).toMatchObject({ usable, sight: { state, saw: expect.stringContaining(saw) } });
    expect(seen.sight.saw).not.toContain("ProviderError");
  });

  it("that fail for a reason of ours are no finding: the bug is shown", async () => {
    await expect(seeZones(configOf({}), ports({ route53: { zones: () => Promise.reject(new TypeError("ours")) } }))).rejects.toThrow(
      "ours",
    );
  });

  it.each<[string, object, boolean]>([
    [
      "a deployment needs them",
      {
        zones: [],
        pairs: [{ name: "a.example.com", type: "A", primary: { values: ["192.0.2.1"] }, secondary: { values: ["192.0.2.2"] } }],
      },
      true,
    ],
    ["zones need them, also on one machine", { home: undefined, regions: undefined }, true],
    [
      "pairs named outright, without health checks, do not",
      {
        home: undefined,
        regions: undefined,
        zones: [],
        pairs: [{ name: "a.example.com", type: "A", primary: { values: ["192.0.2.1"] }, secondary: { values: ["192.0.2.2"] } }],
      },
      false,
    ],
  ])("%s", (_, input, needed) => {
    expect(needsAws(configOf(input))).toBe(needed);
  });
});

describe("zones", () => {
  it("are told of with what is in them, and one that is not there with what to do", async () => {
    const seen = await seeZones(configOf({ zones: ["example.com", "example.net"] }), ports());
    expect(seen?.sights).toMatchObject([
      {
        part: "zone example.net",
        state: "problem",
        saw: expect.stringContaining("No hosted zone named example.net"),
        todo: expect.any(String),
      },
      { part: "zone example.com", state: "ok", saw: "1 failover pair among 2 record sets (Z1)." },
    ]);
  });

  it("with a fault in their records are warned of", async () => {
    async function* recordSets() {
      yield side("PRIMARY", "192.0.2.10", "hc-eu");
    }
    expect((await seeZones(configOf({}), ports({ route53: { recordSets } })))?.sights).toMatchObject([
      { state: "warning", saw: expect.stringContaining("1 finding") },
    ]);
  });
});

describe("health checks", () => {
  const seen = async (changes: Parameters<typeof ports>[0], input: object = {}) => {
    const config = configOf(input);
    return seeHealthChecks(config, (await seeZones(config, ports()))?.read, ports(changes));
  };

  it("that all are there, with data, are well, and counted", async () => {
    expect(await seen({})).toEqual({
      sights: [
        { part: "health checks", state: "ok", saw: "All 2 that drive pairs are in this account." },
        { part: "health metrics", state: "ok", saw: "CloudWatch has data of the last 15 minutes for 2 health checks tried." },
      ],
      seen: { pairs: 1, checks: 2, recordSets: 2, accountChecks: 3 },
    });
  });

  it("that a pair names and nobody has are a problem", async () => {
    const pairs = [
      {
        name: "b.example.com",
        type: "A",
        primary: { values: ["192.0.2.1"], healthCheckId: "hc-gone" },
        secondary: { values: ["192.0.2.2"] },
      },
    ];
    expect((await seen({}, { pairs })).sights[0]).toMatchObject({ state: "problem", saw: "hc-gone is not in this account." });
  });

  it("that may not be listed or read name the permission", async () => {
    const { sights } = await seen({ route53: { healthChecks: denied }, metrics: { readings: denied } });
    expect(sights.map(({ state, saw }) => `${state} ${saw.split(" ")[0]}`)).toEqual([
      "problem route53:ListHealthChecks",
      "problem cloudwatch:GetMetricData",
    ]);
  });

  it("without data are warned of", async () => {
    expect((await seen({ metrics: { readings: async () => new Map() } })).sights[1]).toMatchObject({ state: "warning" });
  });
});

describe("regions", () => {
  const refuse = (name: string) => async () => Promise.reject(awsError(name));
  it.each<[string, string, AccountPorts["askRegion"], string, RegExp]>([
    ["that answers is well", "eu-central-1", async () => undefined, "ok", /takes this account's credentials/],
    ["that may not be asked for its tables answers all the same", "eu-central-1", refuse("AccessDeniedException"), "ok", /takes/],
    [
      "that does not know the credentials is not enabled",
      "ap-east-1",
      refuse("UnrecognizedClientException"),
      "problem",
      /does not take this account's credentials/,
    ],
    [
      "that is not there is named with what may be meant",
      "eu-centrall-1",
      async () => Promise.reject(Object.assign(new Error("nowhere"), { code: "ENOTFOUND" })),
      "problem",
      /Did you mean eu-central-1/,
    ],
    ["that is new answers, and is warned of", "eu-centrall-1", async () => undefined, "warning", /none of the regions known/],
  ])("one %s", async (_, region, askRegion, state, saw) => {
    const [home, sight] = await seeRegions(
      configOf({ regions: [region] }),
      ports({ askRegion: (asked) => (asked === region ? askRegion(asked) : Promise.resolve()) }),
    );
    expect(home).toMatchObject({ part: "region eu-west-1", state: "ok" });
    expect(sight).toMatchObject({ part: `region ${region}`, state, saw: expect.stringMatching(saw) });
  });

  it("are at least spelled right without a network", () => {
    expect(seeRegionNames(configOf({ regions: ["eu-centrall-1"] })).map(({ state }) => state)).toEqual(["not-checked", "warning"]);
  });
});
