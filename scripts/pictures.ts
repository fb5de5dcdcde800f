/**
 * `npm run pictures`: takes the README's pictures of the dashboard anew, in a lab of its own with a few more names, while one of them fails over.
 * Needs a Chromium; `tests/browser/chromium.ts` says where it is looked for.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  ListHostedZonesCommand,
  Route53Client,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import type { Page } from "playwright-core";
import { endAll } from "../tests/acceptance/flipwatch.ts";
import { removeFolders } from "../tests/acceptance/folder.ts";
import { type LabProcess, startLab } from "../tests/acceptance/lab.ts";
import { until } from "../tests/acceptance/until.ts";
import { chromiumHere, NO_CHROMIUM, startChromium } from "../tests/browser/chromium.ts";

const SPEED = 6;
const LESSON = "failover.example.com";
const OTHERS = ["api", "login", "mail", "shop", "static", "www"].map((name) => `${name}.example.com`);
/** One of them is on its secondary already. */
const AWAY = "mail.example.com";
const PATIENCE_MS = 90_000;
const SIZE = { width: 1_120, height: 800 };
const folder = fileURLToPath(new URL("../docs/images/", import.meta.url));

const executable = chromiumHere();
if (executable === undefined) throw new Error(NO_CHROMIUM);
mkdirSync(folder, { recursive: true });
const browser = await startChromium(executable);
try {
  const lab = await startLab(SPEED);
  void lab.process.exited.then(({ code, signal, stderr }) => {
    if (signal !== "SIGKILL") process.stderr.write(`the lab ended by itself, with ${code ?? signal}:\n${stderr.slice(-4_000)}\n`);
  });
  await createOthers(lab);
  await until("every name on its primary, but one", () => served(lab, (role, name) => role === (name === AWAY ? "secondary" : "primary")));
  const context = await browser.newContext({
    baseURL: lab.ready.endpoint,
    viewport: SIZE,
    colorScheme: "dark",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  await openBuilt(page);
  await lab.control("/block", { target: "primary" });
  await until("the lesson's name on its secondary", () => served(lab, (role, name) => name !== LESSON || role === "secondary"));
  await page.goto(`/pairs/${encodeURIComponent(`${LESSON}/A`)}?last=1m`);
  await page.locator(".phase-name", { hasText: "Last resolver" }).waitFor({ timeout: PATIENCE_MS });
  await page.locator(".now", { hasText: "The primary’s health check fails" }).waitFor({ timeout: PATIENCE_MS });
  await page.screenshot({ path: `${folder}pair.png` });
  await page.goto("/");
  await page.locator(".row").nth(OTHERS.length).waitFor();
  await page.screenshot({ path: `${folder}overview.png`, clip: { x: 0, y: 0, width: SIZE.width, height: 480 } });
} finally {
  await browser.close();
  await endAll();
  await removeFolders();
}

/** A disabled check has no checkers, and counts as healthy until it is inverted. */
async function createOthers(lab: LabProcess): Promise<void> {
  const credentials = { accessKeyId: "lab", secretAccessKey: "lab" };
  const client = new Route53Client({ endpoint: lab.ready.endpoint, region: "us-east-1", credentials });
  const zone = (await client.send(new ListHostedZonesCommand({}))).HostedZones?.[0]?.Id;
  for (const name of OTHERS) {
    const check = { Type: "HTTP", IPAddress: "192.0.2.10", Port: 80, ResourcePath: "/", Disabled: true } as const;
    const { HealthCheck } = await client.send(new CreateHealthCheckCommand({ CallerReference: name, HealthCheckConfig: check }));
    const common = { Name: name, Type: "A", TTL: 60 } as const;
    const sides = [
      { ...common, SetIdentifier: "EU", Failover: "PRIMARY", HealthCheckId: HealthCheck?.Id, ResourceRecords: [{ Value: "192.0.2.10" }] },
      { ...common, SetIdentifier: "US", Failover: "SECONDARY", ResourceRecords: [{ Value: "192.0.2.20" }] },
    ] as const;
    const Changes = sides.map(({ ResourceRecords, ...side }) => ({
      Action: "CREATE" as const,
      ResourceRecordSet: { ...side, ResourceRecords: [...ResourceRecords] },
    }));
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }));
    if (name === AWAY) await client.send(new UpdateHealthCheckCommand({ HealthCheckId: HealthCheck?.Id, Inverted: true }));
  }
  client.destroy();
}

async function served(lab: LabProcess, isAsWanted: (role: string, name: string) => boolean): Promise<boolean> {
  const reply = await fetch(`${lab.ready.api}/pairs`);
  if (!reply.ok) return false;
  const { pairs } = (await reply.json()) as { pairs: { name: string; role: string }[] };
  return pairs.length === OTHERS.length + 1 && pairs.every(({ name, role }) => isAsWanted(role, name));
}

/** The first look has it built. */
async function openBuilt(page: Page): Promise<void> {
  await until("the built page", async () => {
    await page.goto("/");
    return (await page.locator("#app").count()) > 0;
  });
}
