import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseConfig } from "./config.ts";
import { type ChannelFields, openField, textField, urlField } from "./config-fields.ts";
import { secret, sstNameOf } from "./secret-mark.ts";
import { plainSecretsIn, secretsIn, withSecrets } from "./secrets.ts";

const channels: ChannelFields = {
  pager: z.object({
    token: textField("a token, which begins with t-", (value) => value.startsWith("t-")),
    url: openField(urlField()).optional(),
    headers: z
      .record(
        z.string(),
        textField("a header value", (value) => !value.includes("\n")),
      )
      .optional(),
  }),
};

const marked = {
  zones: ["example.com"],
  channels: { pager: [{ name: "night", token: secret("PAGER_TOKEN"), headers: { authorization: `Bearer ${secret("API_KEY")}` } }] },
  heartbeat: [{ url: `https://example.com/ping/${secret("PING_ID")}` }],
  access: { oidc: { issuer: "https://login.example.com", clientId: "f", clientSecret: secret("API_KEY"), domains: ["example.com"] } },
};
const values: Record<string, string> = { PAGER_TOKEN: "t-$&1", API_KEY: "key", PING_ID: "p1" };

describe("a secret's name", () => {
  it.each([
    ["SLACK_BOT_TOKEN", "SlackBotToken"],
    ["TOKEN", "Token"],
    ["OIDC_SECRET_2", "OidcSecret2"],
    ["A__B", "AB"],
  ])("%s is %s at SST", (name, called) => {
    expect(sstNameOf(name)).toBe(called);
  });

  it.each(["xoxb-1-abc", "", "slack", "1TOKEN", "A B", "A}}"])("%j is none, and is not repeated", (name) => {
    expect(() => secret(name)).toThrow("expected capital letters, digits and _");
    expect(() => secret(name)).not.toThrow("xoxb");
  });
});

describe("secrets of a configuration", () => {
  it("are named once each, in order", () => {
    expect(secretsIn(marked)).toEqual(["PAGER_TOKEN", "API_KEY", "PING_ID"]);
    expect(secretsIn({ zones: ["example.com"] })).toEqual([]);
  });

  it("survive JSON, and the checks that come before their values are known", () => {
    const { config, warnings } = parseConfig(JSON.parse(JSON.stringify(marked)), channels);
    expect(secretsIn(config)).toEqual(["PAGER_TOKEN", "API_KEY", "PING_ID"]);
    expect(warnings).toEqual([]);
  });

  it("are put in as they are, even where they look like a pattern", () => {
    const whole = withSecrets(marked, (name) => values[name]);
    expect(whole.channels.pager).toEqual([{ name: "night", token: "t-$&1", headers: { authorization: "Bearer key" } }]);
    expect(whole.heartbeat).toEqual([{ url: "https://example.com/ping/p1" }]);
    expect(whole.access.oidc.clientSecret).toBe("key");
    expect(marked.access.oidc.clientSecret, "the original is left alone").toBe(secret("API_KEY"));
  });

  it("are all told that are missing or empty, by field and name, without any that is there", () => {
    const lookup = (name: string) => ({ PAGER_TOKEN: "t-1", PING_ID: "" })[name];
    expect(() => withSecrets(marked, lookup)).toThrow(
      [
        "the configuration wants secrets that are not set:",
        "  channels.pager[0].headers.authorization: there is no API_KEY; set it: export API_KEY=… for `flipwatch run`; `npx sst secret set ApiKey … --stage <stage>` for a deployment",
        "  heartbeat[0].url: there is no PING_ID; set it: export PING_ID=… for `flipwatch run`; `npx sst secret set PingId … --stage <stage>` for a deployment",
        "  access.oidc.clientSecret: there is no API_KEY; set it: export API_KEY=… for `flipwatch run`; `npx sst secret set ApiKey … --stage <stage>` for a deployment",
      ].join("\n"),
    );
  });
});

describe("a secret that is written out", () => {
  it("is found by its field, but not where its channel's kind says that there is none", () => {
    const plain = {
      channels: {
        pager: [
          { name: "night", language: "en", token: "t-1", url: "https://example.com/", headers: { a: "1" } },
          { token: secret("PAGER_TOKEN") },
        ],
      },
      heartbeat: [{ name: "own", url: "https://example.com/ping" }],
      access: { oidc: { issuer: "https://login.example.com", clientId: "f", clientSecret: "key" } },
    };
    const found = ["channels.pager[0].token", "channels.pager[0].headers.a", "heartbeat[0].url", "access.oidc.clientSecret"];
    expect(plainSecretsIn(plain, channels)).toEqual(found);
    expect(plainSecretsIn(plain), "of unknown kinds nothing is known to be harmless").toEqual(
      found.toSpliced(1, 0, "channels.pager[0].url"),
    );
    expect(plainSecretsIn(marked, channels)).toEqual([]);
  });
});

describe("a configuration is refused", () => {
  it.each<[string, object, string]>([
    ["with a secret for a zone", { zones: [secret("ZONE")] }, "zones[0]: found a secret(…), expected it written out"],
    [
      "with a secret for a channel's name",
      { channels: { pager: [{ name: secret("NAME"), token: "t-1" }] } },
      "channels.pager[0].name: found a secret",
    ],
    [
      "with a secret for the issuer",
      { access: { oidc: { ...marked.access.oidc, issuer: secret("ISSUER") } } },
      "access.oidc.issuer: found a secret",
    ],
    [
      "with two secrets that SST would call alike",
      { channels: { pager: [{ token: secret("A_B1") }, { name: "day", token: secret("A_B_1") }] } },
      "the secret A_B_1 and another would both be AB1 in a deployment; rename one",
    ],
    [
      "with a token that stands for none and has the wrong form",
      { channels: { pager: [{ token: "x" }] } },
      "channels.pager[0].token: found text",
    ],
  ])("%s", (_what, part, message) => {
    expect(() => parseConfig({ zones: ["example.com"], ...part }, channels)).toThrow(message);
  });
});
