/** The shape of the configuration: every field's form, alone. Each message completes "expected …"; `config-checks.ts` compares fields. */
import * as z from "zod";
import type { FlipwatchConfig } from "./config.ts";
import { accessField } from "./config-access.ts";
import { escalationField, maintenanceField } from "./config-attention.ts";
import { deployField } from "./config-deploy.ts";
import { type ChannelFields, commonChannelFields, textField, urlField, wholeNumberField } from "./config-fields.ts";
import { routesField, tagsField } from "./config-routes.ts";
import { ENDPOINT_FORM, isEndpoint, isServer, SERVER_FORM } from "./endpoints.ts";
import { isPossibleName, normaliseName } from "./names.ts";
import { recordTypes } from "./pair.ts";

const MAX_REGIONS = 20;
const MAX_RESOLVERS = 8;
const MAX_SERVERS = 16;
const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;

/** Ranges, not lists: AWS adds regions. */
const region = textField(
  "an AWS region such as eu-central-1",
  (value) => value === "local" || /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(value),
);
const domainName = textField("a domain name such as failover.example.com, IDNs in Punycode (xn--…)", isDomainName);
const server = textField(SERVER_FORM, isServer);
const endpoint = textField(ENDPOINT_FORM, isEndpoint);
function isDomainName(value: string): boolean {
  // A slash may stand in a reverse name (RFC 2317). A numbered escape could be Route 53's octal or DNS's decimal, so none is taken.
  const isPlain = /^[\x21-\x7e]+$/.test(value) && !/[:@"'(),;<>]|\/\/|\\\d/.test(value);
  return isPlain && value !== "." && isPossibleName(normaliseName(value, "decimal"));
}

const side = z.strictObject({
  values: z.array(textField("a value of the pair's type", (value) => value !== "")).min(1, { error: "at least one value" }),
  healthCheckId: textField("a health check's id", (value) => /^[A-Za-z0-9-]{1,64}$/.test(value)).optional(),
  ttlSeconds: wholeNumberField(0, WEEK_SECONDS, "seconds").optional(),
});

const pair = z.strictObject({
  name: domainName,
  type: z.enum(recordTypes),
  nameservers: z
    .array(server)
    .min(1, { error: "at least one name server, or no such field" })
    .max(MAX_SERVERS, { error: `at most ${MAX_SERVERS} name servers` })
    .optional(),
  ttlSeconds: wholeNumberField(0, WEEK_SECONDS, "seconds").optional(),
  primary: side,
  secondary: side,
  tags: tagsField.optional(),
});

const seconds = wholeNumberField(1, DAY_SECONDS, "seconds").optional();

const withoutChannels = {
  home: region.optional(),
  regions: z
    .array(region)
    .min(1, { error: "at least one region" })
    .max(MAX_REGIONS, { error: `at most ${MAX_REGIONS} regions` })
    .optional(),
  zones: z.array(domainName).optional(),
  pairs: z.array(pair).optional(),
  probe: z
    .strictObject({
      intervalSeconds: wholeNumberField(1, 300, "seconds").optional(),
      resolvers: z
        .array(server)
        .max(MAX_RESOLVERS, { error: `at most ${MAX_RESOLVERS} resolvers` })
        .optional(),
      timeoutMs: wholeNumberField(50, 10_000, "milliseconds").optional(),
    })
    .optional(),
  policy: z
    .strictObject({
      staleSeconds: seconds,
      holdSeconds: seconds,
      graceSeconds: wholeNumberField(0, DAY_SECONDS, "seconds").optional(),
      healthLagSeconds: seconds,
      remindMinutes: wholeNumberField(0, 240, "minutes").optional(),
    })
    .optional(),
  escalation: escalationField.optional(),
  maintenance: maintenanceField.optional(),
  routes: routesField.optional(),
  heartbeat: z
    .array(
      z.strictObject({
        name: commonChannelFields.name,
        url: urlField(),
        everySeconds: wholeNumberField(60, DAY_SECONDS, "seconds").optional(),
      }),
    )
    .optional(),
  network: z.record(endpoint, endpoint).optional(),
  dashboardUrl: urlField().optional(),
  access: accessField.optional(),
  deploy: deployField.optional(),
};

/** The whole, with the channels' fields as they are known; without any, channels of every kind and form are taken. */
export function configSchemaFor(channels?: ChannelFields): z.ZodType<FlipwatchConfig> {
  return z.strictObject({ ...withoutChannels, channels: channelsOf(channels).optional() });
}

function channelsOf(kinds: ChannelFields | undefined): z.ZodType<FlipwatchConfig["channels"]> {
  if (kinds === undefined) return z.record(z.string(), z.array(z.looseObject(commonChannelFields)));
  const lists = Object.entries(kinds).map(([kind, fields]) => [kind, z.array(fields.extend(commonChannelFields).strict()).optional()]);
  return z.strictObject(Object.fromEntries(lists)) as unknown as z.ZodType<FlipwatchConfig["channels"]>;
}

/** Every field by its path, `pairs[].type`, so that a misspelt one can be set right. */
export function fieldPathsOf(schema: z.ZodType): readonly string[] {
  return pathsOf(schema, "");
}

function pathsOf(schema: z.core.$ZodType, path: string): string[] {
  const { def } = schema._zod as {
    def: z.core.$ZodTypeDef & { innerType?: z.core.$ZodType; element?: z.core.$ZodType; shape?: Record<string, z.core.$ZodType> };
  };
  if (def.innerType !== undefined) return pathsOf(def.innerType, path);
  if (def.element !== undefined) return pathsOf(def.element, `${path}[]`);
  const fields = Object.entries(def.shape ?? {}).map(([name, field]) => [path === "" ? name : `${path}.${name}`, field] as const);
  return fields.flatMap(([name, field]) => [name, ...pathsOf(field, name)]);
}
