/**
 * The secrets that sessions and links are signed with, and by which a command proves that it may ask: from the environment, else a file beside the
 * record that its owner alone can read.
 */
import { chmod, link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SECRET_FILE, SECRET_VARIABLE } from "@flipwatch/functions/web/proof";
import { secretsFrom } from "@flipwatch/functions/web/seal";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SecretOptions {
  data: string;
  environment: Environment;
  /** A new one, for the first time. */
  newSecret(): string;
}

/** Makes the file where there is neither. Throws FlipwatchError `config-invalid` for secrets that are too short. */
export async function sessionSecrets({ data, environment, newSecret }: SecretOptions): Promise<string[]> {
  const known = await knownSecrets(data, environment);
  if (known !== undefined) return known;
  const whole = join(data, `${SECRET_FILE}.${newSecret().slice(0, 8)}`);
  await writeFile(whole, `${newSecret()}\n`, { mode: 0o600 });
  try {
    // Under its name it is whole, whatever is killed when.
    await link(whole, join(data, SECRET_FILE));
  } catch (problem) {
    // Somebody else has just made it.
    if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw problem;
  } finally {
    await rm(whole);
  }
  return (await knownSecrets(data, environment)) ?? [];
}

/** Those in the environment; undefined where there are none. Throws FlipwatchError `config-invalid` for those that are too short. */
export function givenSecrets(environment: Environment): string[] | undefined {
  const given = environment[SECRET_VARIABLE];
  return given === undefined || given === "" ? undefined : secretsFrom(given, `the environment variable ${SECRET_VARIABLE}`);
}

/** Undefined where there are none, or none that may be read. */
export async function knownSecrets(data: string, environment: Environment): Promise<string[] | undefined> {
  const given = givenSecrets(environment);
  if (given !== undefined) return given;
  const file = join(data, SECRET_FILE);
  const text = await readFile(file, "utf8").catch((problem: NodeJS.ErrnoException) => {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(problem.code ?? "")) return undefined;
    throw problem;
  });
  if (text === undefined) return undefined;
  // As after a copy of the folder. Whose file it is not may not, and need not, change that.
  await chmod(file, 0o600).catch(() => undefined);
  return secretsFrom(text, file);
}
