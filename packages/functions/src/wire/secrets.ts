/**
 * Secrets from where SST keeps them: linked to the function, encrypted beside its code. SST's reader is loaded only where a configuration has a secret,
 * so that the lab's functions, and those that need none, know nothing of SST.
 */
import { type ChannelFields, FlipwatchError, type SecretLookup, secretsIn, sstNameOf, withSecrets } from "@flipwatch/core";
import { configurationFrom, type Environment, type Settings, settingsFrom } from "../settings.ts";

/** The settings with their secrets put in. Throws FlipwatchError `config-invalid`, for a missing secret with what to do; shows none. */
export async function wireSettings(environment: Environment, channels?: ChannelFields): Promise<Settings> {
  const configuration = configurationFrom(environment);
  const names = secretsIn(configuration);
  if (names.length === 0) return settingsFrom(environment, configuration, channels);
  const linked = names.every(isOwn) ? () => undefined : await linkedSecrets();
  const lookup: SecretLookup = (name) => (isOwn(name) ? environment[name] : linked(name));
  return settingsFrom(environment, withSecrets(configuration, lookup), channels);
}

/** No secret, but known only once it is deployed: the deployment gives it by the environment. */
function isOwn(name: string): boolean {
  return name.startsWith("FLIPWATCH_");
}

/** A secret that no configuration names; undefined where it is not linked to this function. */
export async function linkedSecret(name: string): Promise<string | undefined> {
  return (await linkedSecrets())(name);
}

async function linkedSecrets(): Promise<SecretLookup> {
  const { Resource } = await import("sst/resource");
  const linked: Readonly<Record<string, { value?: unknown } | undefined>> = { ...readable(Resource) };
  return (name) => {
    const value = linked[sstNameOf(name)]?.value;
    return typeof value === "string" ? value : undefined;
  };
}

/** Listing the resources makes SST read and decrypt them. What goes wrong there may quote a secret, so no more than its kind is told. */
function readable(resources: object): object {
  try {
    return Object.fromEntries(Reflect.ownKeys(resources).map((name) => [name, Reflect.get(resources, name)]));
  } catch (problem) {
    const kind = problem instanceof Error ? ((problem as NodeJS.ErrnoException).code ?? problem.name) : "unknown";
    throw new FlipwatchError(
      "config-invalid",
      `the secrets that were deployed with this function can't be read (${kind}); deploy it again: npx sst deploy --stage <stage>`,
    );
  }
}
