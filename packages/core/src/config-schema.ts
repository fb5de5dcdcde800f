/** The shape of the configuration: every field's form, alone. Each message completes "expected …"; `config-checks.ts` compares fields. */
import * as z from "zod";
import type { FlipwatchConfig } from "./config.ts";
import { ENDPOINT_FORM, isEndpoint, isServer, SERVER_FORM } from "./endpoints.ts";
import { isPossibleName, normaliseName } from "./names.ts";
import { recordTypes } from "./pair.ts";

const MAX_REGIONS = 20;
const MAX_RESOLVERS = 8;
const MAX_SERVERS = 16;
const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;

/** Text that passes `test`; wrong types and wrong text alike are told what is expected. */
function text(expected: string, test: (value: string) => boolean): z.ZodString {
  return z.string({ error: expected }).refine(test, { error: expected });
}

function wholeNumber(from: number, to: number, unit: string): z.ZodNumber {
  const expected = `a whole number of ${unit} from ${from} to ${to}`;
  return z.number({ error: expected }).int({ error: expected }).min(from, { error: expected }).max(to, { error: expected });
}

/** Ranges, not lists: AWS adds regions. */
const region = text("an AWS region such as eu-central-1", (value) => value === "local" || /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(value));
const domainName = text("a domain name such as failover.example.com, IDNs in Punycode (xn--…)", isDomainName);
const server = text(SERVER_FORM, isServer);
const endpoint = text(ENDPOINT_FORM, isEndpoint);
const url = text("an http:// or https:// URL", (value) => /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value));
const channelName = text("a name of 1 to 40 letters, digits, - or _", (value) => /^[A-Za-z0-9_-]{1,40}$/.test(value)).optional();
const topicArn = text("the ARN of a standard SNS topic such as arn:aws:sns:eu-west-1:123456789012:alerts", (value) =>
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(value),
);
const header = text("a header value in one line", (value) => !/[\r\n\0]/.test(value));
const headerName = text("a header name", (value) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value));

function isDomainName(value: string): boolean {
  // A slash may stand in a reverse name (RFC 2317). A numbered escape could be Route 53's octal or DNS's decimal, so none is taken.
  const isPlain = /^[\x21-\x7e]+$/.test(value) && !/[:@"'(),;<>]|\/\/|\\\d/.test(value);
  return isPlain && value !== "." && isPossibleName(normaliseName(value, "decimal"));
}

const side = z.strictObject({
  values: z.array(text("a value of the pair's type", (value) => value !== "")).min(1, { error: "at least one value" }),
  healthCheckId: text("a health check's id", (value) => /^[A-Za-z0-9-]{1,64}$/.test(value)).optional(),
  ttlSeconds: wholeNumber(0, WEEK_SECONDS, "seconds").optional(),
});

const pair = z.strictObject({
  name: domainName,
  type: z.enum(recordTypes),
  nameservers: z
    .array(server)
    .min(1, { error: "at least one name server, or no such field" })
    .max(MAX_SERVERS, { error: `at most ${MAX_SERVERS} name servers` })
    .optional(),
  ttlSeconds: wholeNumber(0, WEEK_SECONDS, "seconds").optional(),
  primary: side,
  secondary: side,
});

const seconds = wholeNumber(1, DAY_SECONDS, "seconds").optional();

export const configSchema: z.ZodType<FlipwatchConfig> = z.strictObject({
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
      intervalSeconds: wholeNumber(1, 300, "seconds").optional(),
      resolvers: z
        .array(server)
        .max(MAX_RESOLVERS, { error: `at most ${MAX_RESOLVERS} resolvers` })
        .optional(),
      timeoutMs: wholeNumber(50, 10_000, "milliseconds").optional(),
    })
    .optional(),
  policy: z
    .strictObject({
      staleSeconds: seconds,
      holdSeconds: seconds,
      graceSeconds: wholeNumber(0, DAY_SECONDS, "seconds").optional(),
      healthLagSeconds: seconds,
    })
    .optional(),
  channels: z
    .strictObject({
      slack: z.array(z.strictObject({ name: channelName, webhookUrl: url })).optional(),
      sns: z.array(z.strictObject({ name: channelName, topicArn })).optional(),
      webhook: z.array(z.strictObject({ name: channelName, url, headers: z.record(headerName, header).optional() })).optional(),
    })
    .optional(),
  network: z.record(endpoint, endpoint).optional(),
  dashboardUrl: url.optional(),
});

/** Every field by its path, `pairs[].type`, so that a misspelt one can be set right. */
export const fieldPaths: readonly string[] = pathsOf(configSchema, "");

function pathsOf(schema: z.core.$ZodType, path: string): string[] {
  const { def } = schema._zod as {
    def: z.core.$ZodTypeDef & { innerType?: z.core.$ZodType; element?: z.core.$ZodType; shape?: Record<string, z.core.$ZodType> };
  };
  if (def.innerType !== undefined) return pathsOf(def.innerType, path);
  if (def.element !== undefined) return pathsOf(def.element, `${path}[]`);
  const fields = Object.entries(def.shape ?? {}).map(([name, field]) => [path === "" ? name : `${path}.${name}`, field] as const);
  return fields.flatMap(([name, field]) => [name, ...pathsOf(field, name)]);
}
