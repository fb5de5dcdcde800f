import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Config, type ConfigPair, defineConfig, type FlipwatchConfig, parseConfig } from "./config.ts";
import { type ChannelFields, textField, urlField } from "./config-fields.ts";
import { FlipwatchError } from "./error.ts";

/** Kinds of channels as an adapter would give them. */
const kinds: ChannelFields = {
  slack: z.object({ webhookUrl: urlField() }),
  sns: z.object({ topicArn: textField("the ARN of an SNS topic", (value) => value.startsWith("arn:aws:sns:")) }),
  webhook: z.object({ url: urlField(), headers: z.record(z.string(), z.string()).optional() }),
};

const pair: ConfigPair = {
  name: "failover.example.com",
  type: "A",
  primary: { values: ["192.0.2.10"] },
  secondary: { values: ["192.0.2.20"] },
} as const;

/** The problems that a configuration is refused for, one a line, without the heading. */
function problemsOf(input: unknown): string[] {
  try {
    parseConfig(input, kinds);
  } catch (error) {
    if (!(error instanceof FlipwatchError)) throw error;
    expect(error.code).toBe("config-invalid");
    const [heading, ...lines] = error.message.split("\n");
    expect(heading).toMatch(/^the configuration has (?:a problem|\d+ problems):$/);
    return lines.map((line) => line.trim());
  }
  return [];
}

function withPair(change: Record<string, unknown>): unknown {
  return { pairs: [{ ...pair, ...change }] };
}

describe("parseConfig", () => {
  it("fills in every default for a single pair on one machine", () => {
    expect(parseConfig({ pairs: [pair] }, kinds)).toEqual({
      config: {
        home: "local",
        regions: ["local"],
        zones: [],
        pairs: [pair],
        probe: { intervalSeconds: 10, resolvers: [], timeoutMs: 1_500 },
        policy: {},
        channels: {},
        network: {},
      },
      warnings: [],
    });
  });

  const whole = defineConfig({
    home: "eu-west-1",
    regions: ["us-east-2", "eu-central-1", "ap-northeast-1"],
    zones: ["Example.COM."],
    pairs: [
      {
        name: "Failover.example.com.",
        type: "A",
        nameservers: ["127.0.0.1:5300", "ns1.example.com", "[2001:db8::53]:53", "2001:db8::53", "[2001:db8::53]", "ns1.example.com:5300"],
        ttlSeconds: 60,
        primary: { values: ["192.0.2.11", "192.0.2.10", "192.0.2.10"], healthCheckId: "0a1b2c3d-1111-2222-3333-444455556666" },
        secondary: { values: ["192.0.2.20"], ttlSeconds: 30 },
      },
      { name: "*.example.com", type: "TXT", primary: { values: ['"v=" "primary"'] }, secondary: { values: ["v=secondary"] } },
    ],
    probe: { intervalSeconds: 1, resolvers: ["1.1.1.1", "8.8.8.8"], timeoutMs: 300 },
    policy: { staleSeconds: 30, holdSeconds: 20, graceSeconds: 0, healthLagSeconds: 60 },
    channels: {
      slack: [
        { webhookUrl: "https://hooks.slack.com/services/T0/B0/secret" },
        { name: "ops", webhookUrl: "http://127.0.0.1:4780/slack/hook" },
      ],
      sns: [{ topicArn: "arn:aws:sns:eu-west-1:123456789012:alerts" }],
      webhook: [{ url: "https://example.com/hook?token=secret", headers: { Authorization: "Bearer secret" } }],
    },
    network: { "192.0.2.10:80": "127.0.0.1:8081", "[2001:db8::10]:80": "[::1]:8081" },
    dashboardUrl: "https://flipwatch.example.com/",
  });

  it("takes everything there is, names and values in normal form", () => {
    const { config, warnings } = parseConfig(whole, kinds);
    expect(warnings).toEqual([]);
    expect(config.zones).toEqual(["example.com"]);
    expect(config.pairs[0]).toMatchObject({ name: "failover.example.com", primary: { values: ["192.0.2.10", "192.0.2.11"] } });
    expect(config.pairs[1]).toMatchObject({ name: "*.example.com", primary: { values: ["v=primary"] } });
    expect(config.channels.slack?.map((channel) => channel.name)).toEqual(["0", "ops"]);
    expect(config.network).toEqual(whole.network);
    expect(config.policy).toEqual(whole.policy);
  });

  it("takes its own result, through JSON, for the same configuration", () => {
    for (const input of [whole, { pairs: [pair] }] satisfies FlipwatchConfig[]) {
      const { config } = parseConfig(input, kinds);
      expect(parseConfig(JSON.parse(JSON.stringify(config)), kinds).config).toEqual(config satisfies Config);
    }
  });

  it.each<[string, unknown, string[]]>([
    ["nothing to watch", {}, ["zones, pairs: nothing to watch, expected at least one name under zones or one pair under pairs"]],
    [
      "empty lists",
      { zones: [], pairs: [] },
      ["zones, pairs: nothing to watch, expected at least one name under zones or one pair under pairs"],
    ],
    ["no object", "zones", ['the configuration: found "zones", expected an object']],
    ["nothing", undefined, ["the configuration: is missing, expected an object"]],
    ["a wrong type", withPair({ type: "AB" }), ['pairs[0].type: found "AB", expected one of A, AAAA, CNAME, TXT, MX, CAA, SRV, PTR']],
    ["a type in lower case", withPair({ type: "a" }), ['pairs[0].type: found "a", expected one of A, AAAA, CNAME, TXT, MX, CAA, SRV, PTR']],
    [
      "a missing side",
      { pairs: [{ name: "a.example.com", type: "A", primary: { values: ["192.0.2.10"] } }] },
      ["pairs[0].secondary: is missing, expected an object"],
    ],
    [
      "a side without values",
      withPair({ secondary: { values: [] } }),
      ["pairs[0].secondary.values: found an empty list, expected at least one value"],
    ],
    [
      "a side with an empty value",
      withPair({ secondary: { values: [""] } }),
      ['pairs[0].secondary.values[0]: found "", expected a value of the pair\'s type'],
    ],
    [
      "a value of another type",
      withPair({ secondary: { values: ["192.0.2.20", "192.0.2.300"] } }),
      ['pairs[0].secondary.values[1]: found "192.0.2.300", expected an IPv4 address such as 192.0.2.10'],
    ],
    [
      "values that are no list",
      withPair({ secondary: { values: "192.0.2.20" } }),
      ['pairs[0].secondary.values: found "192.0.2.20", expected a list'],
    ],
    [
      "the same values on both sides",
      withPair({ secondary: { values: ["192.0.2.10"] } }),
      [
        "pairs[0].secondary.values: found 192.0.2.10 on both sides, expected each side to have a value of its own: else no answer tells them apart",
      ],
    ],
    [
      "a name that is none",
      withPair({ name: "failover..example.com" }),
      ['pairs[0].name: found "failover..example.com", expected a domain name such as failover.example.com, IDNs in Punycode (xn--…)'],
    ],
    [
      "a numbered escape, which could be read in two ways",
      withPair({ name: "\\052.example.com" }),
      ['pairs[0].name: found "\\\\052.example.com", expected a domain name such as failover.example.com, IDNs in Punycode (xn--…)'],
    ],
    [
      "an IDN",
      withPair({ name: "bücher.example.com" }),
      ['pairs[0].name: found "bücher.example.com", expected a domain name such as failover.example.com, IDNs in Punycode (xn--…)'],
    ],
    [
      "a URL for a name",
      withPair({ name: "https://failover.example.com/path" }),
      ["pairs[0].name: found a URL at failover.example.com, expected a domain name such as failover.example.com, IDNs in Punycode (xn--…)"],
    ],
    [
      "a name server with a bad port",
      withPair({ nameservers: ["192.0.2.53:0"] }),
      [
        'pairs[0].nameservers[0]: found "192.0.2.53:0", expected a name server such as 192.0.2.53, 192.0.2.53:5300, [2001:db8::53]:53 or ns1.example.com',
      ],
    ],
    [
      "an address that is none",
      withPair({ nameservers: ["192.0.2.530"] }),
      [
        'pairs[0].nameservers[0]: found "192.0.2.530", expected a name server such as 192.0.2.53, 192.0.2.53:5300, [2001:db8::53]:53 or ns1.example.com',
      ],
    ],
    [
      "no name server",
      withPair({ nameservers: [] }),
      ["pairs[0].nameservers: found an empty list, expected at least one name server, or no such field"],
    ],
    [
      "a fraction of a second",
      { zones: ["example.com"], probe: { intervalSeconds: 0.5 } },
      ["probe.intervalSeconds: found 0.5, expected a whole number of seconds from 1 to 300"],
    ],
    [
      "a number in quotes",
      { zones: ["example.com"], probe: { intervalSeconds: "10" } },
      ['probe.intervalSeconds: found "10", expected a whole number of seconds from 1 to 300'],
    ],
    [
      "a region that is none",
      { zones: ["example.com"], home: "Europe" },
      ['home: found "Europe", expected an AWS region such as eu-central-1'],
    ],
    ["no region", { zones: ["example.com"], regions: [] }, ["regions: found an empty list, expected at least one region"]],
    [
      "a region twice",
      { zones: ["example.com"], regions: ["eu-west-1", "us-east-2", "eu-west-1"] },
      ["regions[2]: eu-west-1 is already at regions[0], expected it once"],
    ],
    ["a zone twice", { zones: ["example.com", "Example.com."] }, ["zones[1]: example.com is already at zones[0], expected it once"]],
    [
      "a pair twice",
      { pairs: [pair, { ...pair, name: "FAILOVER.example.com." }] },
      ["pairs[1]: failover.example.com/A is already at pairs[0], expected it once"],
    ],
    [
      "a region that can't even be made into text",
      { pairs: [pair], regions: [{ toString: false }] },
      ["regions[0]: found an object, expected an AWS region such as eu-central-1"],
    ],
    [
      "a channel name twice",
      { pairs: [pair], channels: { slack: [{ webhookUrl: "https://example.com/a" }, { name: "0", webhookUrl: "https://example.com/b" }] } },
      ['channels.slack[1]: the name "0" is already at channels.slack[0], expected it once'],
    ],
    [
      "a channel name that is none",
      { pairs: [pair], channels: { sns: [{ name: "a b", topicArn: "arn:aws:sns:eu-west-1:123456789012:alerts" }] } },
      ['channels.sns[0].name: found "a b", expected a name of 1 to 40 letters, digits, - or _'],
    ],
    [
      "a topic ARN that is none",
      { pairs: [pair], channels: { sns: [{ topicArn: "alerts" }] } },
      ['channels.sns[0].topicArn: found "alerts", expected the ARN of an SNS topic'],
    ],
    [
      "a host name in the network table",
      { pairs: [pair], network: { "192.0.2.10:80": "localhost:8081" } },
      ['network["192.0.2.10:80"]: found "localhost:8081", expected an address and port such as 192.0.2.10:80 or [2001:db8::10]:80'],
    ],
    [
      "a key without port in the network table",
      { pairs: [pair], network: { "192.0.2.10": "127.0.0.1:8081" } },
      ['network: found "192.0.2.10" as a key, expected an address and port such as 192.0.2.10:80 or [2001:db8::10]:80'],
    ],
    [
      "a misspelt field",
      { pairs: [pair], probe: { intervalSecond: 5 } },
      ["probe.intervalSecond: is no field of the configuration; did you mean intervalSeconds?"],
    ],
    ["a field in the wrong case", { pairs: [pair], Zones: [] }, ["Zones: is no field of the configuration; did you mean zones?"]],
    [
      "a field in the wrong place",
      { pairs: [pair], resolvers: ["1.1.1.1"] },
      ["resolvers: is no field of the configuration; did you mean probe.resolvers?"],
    ],
    [
      "a field that means nothing",
      withPair({ primary: { values: ["192.0.2.10"], colour: "red" } }),
      ["pairs[0].primary.colour: is no field of the configuration; there are values, healthCheckId and ttlSeconds"],
    ],
    [
      "several problems at once, also in one pair",
      { home: 1, pairs: [{ ...pair, type: "AAAA", nameservers: ["::g"] }], probe: { timeoutMs: 1 } },
      [
        "home: found 1, expected an AWS region such as eu-central-1",
        'pairs[0].nameservers[0]: found "::g", expected a name server such as 192.0.2.53, 192.0.2.53:5300, [2001:db8::53]:53 or ns1.example.com',
        "probe.timeoutMs: found 1, expected a whole number of milliseconds from 50 to 10000",
        'pairs[0].primary.values[0]: found "192.0.2.10", expected an IPv6 address such as 2001:db8::10',
        'pairs[0].secondary.values[0]: found "192.0.2.20", expected an IPv6 address such as 2001:db8::10',
      ],
    ],
  ])("refuses %s", (_, input, expected) => {
    expect(problemsOf(input)).toEqual(expected);
  });

  it.each<[string, unknown, string[]]>([
    [
      "home in us-east-1",
      { home: "us-east-1", regions: ["eu-west-1"], zones: ["example.com"] },
      [
        "home: us-east-1 holds the control plane of Route 53 and all of its health metrics; its outage would take the watcher along. Choose another region.",
      ],
    ],
    [
      "home in the region of a primary",
      {
        home: "eu-west-1",
        pairs: [
          {
            name: "a.example.com",
            type: "CNAME",
            primary: { values: ["lb.eu-west-1.elb.example.net"] },
            secondary: { values: ["lb.us-east-2.elb.example.net"] },
          },
        ],
      },
      [
        "home: eu-west-1 is the region of the primary of a.example.com/CNAME (lb.eu-west-1.elb.example.net); its outage would take the watcher along. Choose another region.",
      ],
    ],
    [
      "regions without home",
      { regions: ["eu-west-1"], zones: ["example.com"] },
      [
        "home: is missing, so it is local, which does for `flipwatch run` only; a deployment needs the region that decides and keeps the records.",
      ],
    ],
    [
      "two regions",
      { home: "eu-west-1", regions: ["eu-west-1", "us-east-2"], zones: ["example.com"] },
      ["regions: of 2 regions 2 must agree, so a single silent one leaves no majority; use 3."],
    ],
    [
      "four regions",
      { home: "eu-west-1", regions: ["eu-west-1", "us-east-2", "us-west-2", "eu-central-1"], zones: ["example.com"] },
      ["regions: of 4 regions 3 must agree, so 2 silent ones leave no majority; use 3 or 5."],
    ],
    [
      "votes that are stale after a missed round",
      { zones: ["example.com"], policy: { staleSeconds: 15 } },
      ["policy.staleSeconds: 15 is less than two rounds (20 s), so one missed round makes a region's vote stale."],
    ],
    [
      "plain HTTP beyond the machine",
      { zones: ["example.com"], channels: { webhook: [{ url: "http://example.com/secret" }, { url: "http://[::1]:1/" }] } },
      ["channels.webhook[0].url: events go to example.com unencrypted; use https."],
    ],
    [
      "sides that overlap",
      { pairs: [{ ...pair, primary: { values: ["192.0.2.10", "192.0.2.20"] } }] },
      ["pairs: both sides of failover.example.com/A hold 192.0.2.20, which doesn't tell which side is served."],
    ],
  ])("warns of %s", (_, input, expected) => {
    expect(parseConfig(input, kinds).warnings).toEqual(expected);
  });
});

describe("secrets", () => {
  const SECRET = "T0TOPSECRET";
  const url = `https://hooks.slack.com/services/${SECRET}`;

  it("never appear, wherever a webhook URL was pasted", () => {
    const anywhere = fc.constantFrom<unknown>(
      url,
      [url],
      { url },
      { [url]: 1 },
      { webhookUrl: `hooks.slack.com/services/${SECRET}` },
      [{ webhookUrl: `ftp://hooks.slack.com/${SECRET}` }],
      [{ url: SECRET }],
      [{ url, headers: { Authorization: `Bearer\n${SECRET}` } }],
      `Bearer ${SECRET} https://x`,
    );
    const channels = fc.record({ slack: anywhere, sns: anywhere, webhook: anywhere, extra: anywhere }, { requiredKeys: [] });
    const input = fc.record(
      {
        channels: fc.oneof(channels, anywhere),
        home: fc.constant(url),
        zones: anywhere,
        pairs: fc.oneof(anywhere, fc.constant([{ ...pair, nameservers: [url] }])),
        dashboardUrl: anywhere,
        slackUrl: anywhere,
        access: fc.oneof(anywhere, fc.record({ oidc: fc.oneof(anywhere, fc.record({ issuer: anywhere, clientSecret: anywhere })) })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(input, (config) => {
        expect(problemsOf(config).join("\n")).not.toContain(SECRET);
      }),
    );
  });

  it("show the host, so that one knows which is meant", () => {
    expect(problemsOf({ pairs: [pair], channels: { slack: [{ webhookUrl: `ftp://hooks.slack.com/${SECRET}` }] } })).toEqual([
      "channels.slack[0].webhookUrl: found a URL at hooks.slack.com, expected an http:// or https:// URL",
    ]);
    expect(problemsOf({ pairs: [pair], channels: { slack: [{ webhookUrl: SECRET }] } })).toEqual([
      "channels.slack[0].webhookUrl: found text that is not shown here, since it may be secret, expected an http:// or https:// URL",
    ]);
  });
});

describe("anything", () => {
  it("is taken or refused with a FlipwatchError, never another", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record(
            { pairs: fc.anything(), zones: fc.anything(), channels: fc.anything(), network: fc.anything(), regions: fc.anything() },
            { requiredKeys: [] },
          ),
        ),
        (input) => {
          problemsOf(input);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
