/** Whether each channel would take an alert, by its own word; nothing is sent. What needs a secret that is not here is not tried. */
import { channelFields, createChannels } from "@flipwatch/adapters/channels/registry";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { type Channel, type Config, FlipwatchError, parseConfig, secretsIn, withSecrets } from "@flipwatch/core";
import { isDeployed } from "./paper.ts";
import { notChecked, ok, problem, type Sight, within } from "./sight.ts";

const CHANNEL_PATIENCE_MS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

export async function seeChannels(config: Config, environment: Environment): Promise<Sight[]> {
  const sights = Object.entries(config.channels).flatMap(([kind, ones]) =>
    ones.map((one) => seeConfigured(kind, one, config, environment)),
  );
  // Of a deployment that tells nobody, `told.ts` warns.
  if (sights.length > 0 || isDeployed(config)) return Promise.all(sights);
  return [notChecked("channels", "None is configured: nobody is told.", "Add one under `channels`: see README.md, “Alerts”.")];
}

async function seeConfigured(
  kind: string,
  one: Config["channels"][string][number],
  config: Config,
  environment: Environment,
): Promise<Sight> {
  const part = `channel ${kind}:${one.name}`;
  const missing = secretsIn(one).filter((name) => !environment[name]);
  if (missing.length > 0) return notChecked(part, `It needs ${missing.join(", ")}, which this environment does not have.`);
  try {
    // Its form is checked again, now that what is secret is in it; a pair or a zone is there because every configuration has one.
    const alone = { zones: ["example.com"], channels: { [kind]: [withSecrets(one, (name) => environment[name])] } };
    const { channels } = parseConfig(alone, channelFields).config;
    const [channel] = createChannels(channels, { clock: systemClock, dashboardUrl: config.dashboardUrl });
    return await seeChannel(part, channel);
  } catch (error) {
    if (!(error instanceof FlipwatchError)) throw error;
    return problem(part, error.message, "Correct it in the configuration, or the secret that belongs there.");
  }
}

export async function seeChannel(part: string, channel: Pick<Channel, "id" | "check"> | undefined): Promise<Sight> {
  if (channel?.check === undefined) {
    const saw = "It can't be asked without being sent something.";
    return notChecked(
      part,
      saw,
      `\`flipwatch alert-test${channel === undefined ? "" : ` --channel ${channel.id}`}\` sends it a marked test.`,
    );
  }
  const found = await within(channel.check(), CHANNEL_PATIENCE_MS);
  if (found === "late") return problem(part, "It did not answer in time.", "Check that it can be reached from here.");
  return found === undefined ? ok(part, "It takes alerts.") : problem(part, `${found.problem}.`, found.fix);
}
