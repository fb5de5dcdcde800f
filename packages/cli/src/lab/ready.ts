/** Says where everything of the lab listens, and what to try first. */
import type { Lab } from "@flipwatch/lab/lab";
import { fitted } from "../output/fitted.ts";
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
    ["dashboard", addresses.endpoint, "open it in a browser"],
    ["walk-through", `${addresses.endpoint}/walk-through`, "a failover step by step, start to badge"],
    ["AWS endpoint", addresses.endpoint, "Route 53, CloudWatch, SNS, SQS, DynamoDB, EC2 security groups"],
    ["DNS servers", shortList(addresses.dns), "UDP and TCP, authoritative"],
    ["resolver", addresses.resolver, "caching, as a client would use"],
    ...addresses.demo.map((page) => ["demo page", page.url, `${page.endpoint} in ${page.region}`]),
    ["Flipwatch API", addresses.api, ""],
    ["Slack look-alike", addresses.slack, "the channel that the alerts reach"],
    ["control", addresses.control, "block, cut off, break: GET here lists all routes"],
  ];
  const tries = [
    [`curl -X POST ${addresses.control}/block -d '{"target":"primary"}'`, "block HTTP to the primary: watch it fail over"],
    [`curl -X POST ${addresses.control}/unblock -d '{"target":"primary"}'`, "and back"],
    [`curl -X POST ${addresses.control}/dns -d '{"action":"drop","server":0}'`, "a name server that does not reply"],
    [`curl -X DELETE ${addresses.control}/dns`, "all name servers well again"],
    [`dig +short -p ${dnsPort} @${dnsHost} failover.example.com`, "what the name answers"],
    [
      `AWS_ACCESS_KEY_ID=lab AWS_SECRET_ACCESS_KEY=lab AWS_DEFAULT_REGION=us-east-1 aws --endpoint-url ${addresses.endpoint} route53 list-hosted-zones`,
      "any AWS client; by option, since a CLI before 2.13 ignores AWS_ENDPOINT_URL",
    ],
  ];
  const indent = 4 + Math.max(...rows.map(([what = ""]) => what.length));
  const table = columns(rows.map(([what = "", where = "", why = ""]) => [`  ${what}`, colour.cyan(where), colour.dim(why)]));
  return [
    `${colour.bold("The lab is up.")} No account, nothing leaves this machine.`,
    "",
    ...table.map((line) => fitted(line, indent)),
    "",
    "Try in another terminal:",
    ...tries.flatMap(([command = "", why = ""]) => [`  ${colour.dim(`# ${why}`)}`, `  ${command}`]),
    "",
    "Events appear below; Ctrl-C ends everything.",
    "",
  ];
}

/** `127.0.0.1:5300 :5301 :5302`: where only the port differs, only the port. */
function shortList([first = "", ...others]: readonly string[]): string {
  const host = first.slice(0, first.lastIndexOf(":") + 1);
  return [first, ...others.map((each) => (each.startsWith(host) ? each.slice(host.length - 1) : each))].join(" ");
}
