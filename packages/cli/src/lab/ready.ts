/** Says where everything of the lab listens, and what to try first. */
import type { Lab } from "@flipwatch/lab/lab";
import { columns } from "../output/table.ts";
import { colour } from "../output/terminal.ts";

/** The first line of `lab --json`: every address that listens. */
export function readyObject(lab: Lab): Record<string, unknown> {
  return {
    kind: "lab.ready",
    at: lab.time.now(),
    ...lab.addresses,
    env: lab.env,
    regions: lab.config.regions,
    network: lab.config.network,
  };
}

export function readyLines(lab: Lab): string[] {
  const { addresses } = lab;
  const [dnsHost, dnsPort] = (addresses.dns[0] ?? "").split(":");
  const rows = [
    ["AWS endpoint", addresses.endpoint, "Route 53, CloudWatch, SNS, SQS, DynamoDB, EC2 security groups"],
    ["DNS servers", addresses.dns.join(" "), "UDP and TCP, authoritative"],
    ["resolver", addresses.resolver, "caching, as a client would use"],
    ...addresses.demo.map((page) => ["demo page", page.url, `${page.endpoint} in ${page.region}`]),
    ["Flipwatch API", addresses.api, ""],
    ["Slack look-alike", addresses.slack, "the channel that the alerts reach"],
    ["control", addresses.control, "block, cut off, break: GET /lab/state shows all"],
  ];
  const tries = [
    [`curl -X POST ${addresses.control}/block -d '{"target":"primary"}'`, "block HTTP to the primary: watch it fail over"],
    [`curl -X POST ${addresses.control}/unblock -d '{"target":"primary"}'`, "and back"],
    [`dig +short -p ${dnsPort} @${dnsHost} failover.example.com`, "what the name answers"],
    [
      `AWS_ENDPOINT_URL=${addresses.endpoint} AWS_ACCESS_KEY_ID=lab AWS_SECRET_ACCESS_KEY=lab aws route53 list-hosted-zones`,
      "any AWS client",
    ],
  ];
  return [
    `${colour.bold("The lab is up.")} No account, nothing leaves this machine.`,
    "",
    ...columns(rows.map(([what = "", where = "", why = ""]) => [`  ${what}`, colour.cyan(where), colour.dim(why)])),
    "",
    "Try in another terminal:",
    ...tries.flatMap(([command = "", why = ""]) => [`  ${colour.dim(`# ${why}`)}`, `  ${command}`]),
    "",
    "Events appear below; Ctrl-C ends everything.",
    "",
  ];
}
