/**
 * Runs inside a process of its own, bundled with `sst.config.ts`: SST's real components make their resources under Pulumi's mocks, which write down
 * each one instead of creating it. What nobody caught, a rejected `apply` among it, ends the process with code 1.
 */
import { writeFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as sst from "flipwatch-sst-components";
import { run } from "flipwatch-sst-run";
import { answerCall } from "./calls.ts";
import type { Evaluated, MadeResource } from "./evaluate.ts";

Object.assign(globalThis, { aws, sst });

const ACCOUNT = "123456789012";
/** The key by which Pulumi marks a wrapped value, as its protocol has it. */
const SECRET = "4dabf18193072939515e22adb298388d";
const resources: MadeResource[] = [];
/** Of an explicit provider, by its reference. */
const regions = new Map<string, string>();
const ignored = new Map<string, string[]>();
const home = process.env.EVALUATED_HOME ?? "";

function regionOf(provider: string | undefined): string {
  const id = provider?.slice(provider.lastIndexOf("::") + 2) ?? "";
  return regions.get(id) ?? home;
}

await pulumi.runtime.setMocks(
  {
    newResource({ type, name, inputs, provider }) {
      const region = regionOf(provider);
      resources.push({ type, name, region, inputs: opened(inputs) as Record<string, unknown> });
      const id = type === "pulumi:providers:aws" ? `${name}-provider` : `${name}-id`;
      if (type === "pulumi:providers:aws") regions.set(id, inputs.region as string);
      return { id, state: { ...inputs, ...stateOf(type, name, inputs, region) } };
    },
    call: ({ token, inputs, provider }) => answerCall(token, inputs, { region: regionOf(provider), account: ACCOUNT }),
  },
  "flipwatch",
  $app.stage,
);

/** Pulumi wraps what came of a secret; here all of it is made up. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET in value) return opened((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, opened(one)]));
}

/** What AWS would have filled in, as far as somebody reads it. */
function stateOf(type: string, name: string, inputs: Record<string, unknown>, region: string): Record<string, unknown> {
  const given = inputs.name ?? inputs.bucket ?? name;
  const physical =
    type === "aws:sqs/queue:Queue" && inputs.fifoQueue === true && !String(given).endsWith(".fifo") ? `${given}.fifo` : String(given);
  const service = /^aws:(\w+)\//.exec(type)?.[1] ?? "none";
  const separator = { lambda: "function:", dynamodb: "table/", iam: "role/", cloudfront: "distribution/" }[service] ?? "";
  return {
    name: physical,
    arn: `arn:aws:${service}:${service === "iam" ? "" : region}:${ACCOUNT}:${separator}${physical}`,
    url: `https://${service}.${region}.amazonaws.com/${ACCOUNT}/${physical}`,
    functionUrl: `https://${physical.toLowerCase()}.lambda-url.${region}.on.aws/`,
    domainName: `${physical.toLowerCase()}.cloudfront.net`,
    bucketRegionalDomainName: `${physical}.s3.${region}.amazonaws.com`,
    domainValidationOptions: [
      {
        domainName: inputs.domainName,
        resourceRecordName: "_1.example.com",
        resourceRecordType: "CNAME",
        resourceRecordValue: "_2.example.net",
      },
    ],
    publicIp: "192.0.2.10",
    base64: Buffer.from(name.padEnd(32, "-").slice(0, 32)).toString("base64"),
  };
}

/** Mocks are not told of a resource's options. */
function noteOptions({ type, name, opts }: pulumi.ResourceTransformationArgs): undefined {
  if (opts.ignoreChanges !== undefined) ignored.set(`${type} ${name}`, opts.ignoreChanges);
}

const { default: config } = await import("flipwatch-sst-config");
const { providers = {} } = await config.app({ stage: $app.stage });
// As SST tells Pulumi of the app's providers.
const settings = Object.entries({ ...(providers.aws as object) }).filter(([key]) => key !== "version");
pulumi.runtime.setAllConfig(
  Object.fromEntries(settings.map(([key, value]) => [`aws:${key}`, typeof value === "string" ? value : JSON.stringify(value)])),
);
const outputs = await pulumi.runtime.runInPulumiStack(() => {
  pulumi.runtime.registerStackTransformation(noteOptions);
  return run(config.run as never);
});
await pulumi.runtime.disconnect();
const resolved = await new Promise((resolve) => pulumi.output(outputs).apply(resolve));
const made = resources.map((one) => {
  const ignoreChanges = ignored.get(`${one.type} ${one.name}`);
  return ignoreChanges === undefined ? one : { ...one, ignoreChanges };
});
writeFileSync(process.env.EVALUATED_TO ?? "", JSON.stringify({ resources: made, outputs: resolved } satisfies Evaluated));
process.exit(0);
