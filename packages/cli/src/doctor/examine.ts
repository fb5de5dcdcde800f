/** The doctor's round, in order: what is on paper, what the account says, whether the channels answer, and, of a Flipwatch that runs, whether every part reports in. */
import type { Config } from "@flipwatch/core";
import { type AccountPorts, needsAws, seeCredentials, seeHealthChecks, seeRegionNames, seeRegions, seeZones } from "./account.ts";
import { seeChannels } from "./channels.ts";
import { seeConcurrency } from "./concurrency.ts";
import { type Deployment, seeDeployment } from "./deployment.ts";
import { type SeenOfAccount, seeConfig, seeCost, seeNode, seeQuotas, seeSecrets } from "./paper.ts";
import { notChecked, type Sight } from "./sight.ts";
import { seeTold } from "./told.ts";

export interface Patient {
  path: string;
  /** With the marks of its secrets in it. */
  config: Config;
  warnings: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  nodeVersion: string;
  account: AccountPorts;
  /** Absent where no address is known. */
  deployment?: Deployment;
}

/** Told of each thing as soon as it was seen, and of what takes its time before it begins. */
export interface Telling {
  saw(sight: Sight): void;
  doing(what: string): void;
}

/** Takes minutes at most, whatever does not answer. */
export async function examine(patient: Patient, { saw, doing }: Telling): Promise<Sight[]> {
  const sights: Sight[] = [];
  const add = (some: readonly Sight[]) => {
    for (const one of some) {
      sights.push(one);
      saw(one);
    }
  };
  const { config, environment } = patient;
  add([seeNode(patient.nodeVersion), ...seeConfig(patient.path, patient.warnings), ...seeSecrets(config, environment)]);
  const seen = await examineAccount(patient, { doing, add });
  add([...seeQuotas(config, seen), ...seeCost(config, seen)]);
  doing("asking the channels");
  add([...(await seeChannels(config, environment)), ...seeTold(config)]);
  if (patient.deployment !== undefined) {
    doing(`asking ${patient.deployment.url}`);
    add(await seeDeployment(config, patient.deployment));
  }
  return sights;
}

/** Gives what was counted there, as far as it could be. */
async function examineAccount(
  { config, account }: Patient,
  { doing, add }: Pick<Telling, "doing"> & { add(some: readonly Sight[]): void },
): Promise<SeenOfAccount> {
  if (!needsAws(config)) {
    add([notChecked("AWS", "Nothing of this configuration asks AWS.")]);
    return {};
  }
  doing("asking AWS whether it takes the credentials");
  const { sight, usable } = await seeCredentials(account);
  add([sight]);
  if (!usable) {
    const untried = "Not without AWS's answer.";
    add([
      ...seeRegionNames(config),
      ...config.zones.map((zone) => notChecked(`zone ${zone}`, untried)),
      notChecked("health checks", untried),
    ]);
    return {};
  }
  doing("asking the regions");
  add([...(await seeRegions(config, account)), ...(await seeConcurrency(config, account.askConcurrency))]);
  if (config.zones.length > 0) doing("reading the zones");
  const zones = await seeZones(config, account);
  add(zones?.sights ?? [notChecked("zones", "They could not be read within three minutes.")]);
  doing("reading the health checks");
  const { sights, seen } = await seeHealthChecks(config, zones?.read, account);
  add(sights);
  return seen;
}
