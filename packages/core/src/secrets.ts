/**
 * Secrets of a configuration: where one may stand, which ones it wants, what it looks like with them put in. Where they are kept is their lookup's to know.
 */
import { type ChannelFields, isOpenField, shownChannelFields } from "./config-fields.ts";
import { fieldOf, type Path, type Problem } from "./config-problems.ts";
import { FlipwatchError } from "./error.ts";
import { secretsOf, sstNameOf, withMarksReplaced } from "./secret-mark.ts";

/** A secret by the name it was given; undefined where there is none. */
export type SecretLookup = (name: string) => string | undefined;

/** Names of the secrets that a configuration, or a part of one, stands for: each once, in the order of the configuration. */
export function secretsIn(config: unknown): string[] {
  return [...new Set(textsIn(config).flatMap(({ text }) => secretsOf(text)))];
}

/**
 * The same configuration with each mark replaced. An empty value counts as none.
 *
 * @throws FlipwatchError `config-invalid`, a line for every secret that is missing: its field, its name, how to set it. No value is shown.
 */
export function withSecrets<T>(config: T, lookup: SecretLookup): T {
  const missing = textsIn(config).flatMap(({ path, text }) =>
    secretsOf(text).flatMap((name) => (lookup(name) ? [] : [`  ${fieldOf(path)}: ${missingText(name)}`])),
  );
  if (missing.length > 0)
    throw new FlipwatchError("config-invalid", ["the configuration wants secrets that are not set:", ...missing].join("\n"));
  return replaced(config, (name) => lookup(name) ?? "") as T;
}

function missingText(name: string): string {
  return `there is no ${name}; set it: export ${name}=… for \`flipwatch run\`; \`npx sst secret set ${sstNameOf(name)} … --stage <stage>\` for a deployment`;
}

function replaced(value: unknown, secretOf: (name: string) => string): unknown {
  if (typeof value === "string") return withMarksReplaced(value, secretOf);
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, secretOf));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaced(entry, secretOf)]));
}

/**
 * Fields that hold a secret written out, such as `channels.slack[0].botToken`, so that a deployment can refuse them. `channels` are the fields of each
 * kind, which say what is none; without them every field of a channel counts whose value is not shown.
 */
export function plainSecretsIn(config: unknown, channels?: ChannelFields): string[] {
  return textsIn(config)
    .filter(({ path, text }) => mayBeSecret(path) && !isOpenAt(path, channels) && secretsOf(text).length === 0)
    .map(({ path }) => fieldOf(path));
}

/** Names of what a deployment itself tells its functions. */
const OWN = "FLIPWATCH_";

/** Marks where no secret belongs, and names that a deployment could not tell apart. */
export function checkSecrets(input: unknown): Problem[] {
  const misplaced = textsIn(input)
    .filter(({ path, text }) => secretsOf(text).length > 0 && !mayBeSecret(path))
    .map(({ path }) => ({ field: fieldOf(path), text: "found a secret(…), expected it written out: it is none, and may be shown" }));
  const names = secretsIn(input);
  const alike = names.filter((name, index) => names.findIndex((other) => sstNameOf(other) === sstNameOf(name)) < index);
  const own = names.filter((name) => name.startsWith(OWN));
  return [
    ...misplaced,
    ...own.map((name) => ({
      field: "",
      text: `the secret ${name} has a name of Flipwatch's own, expected one that does not begin with ${OWN}`,
    })),
    ...alike.map((name) => ({
      field: "",
      text: `the secret ${name} and another would both be ${sstNameOf(name)} in a deployment; rename one`,
    })),
  ];
}

/** `path` ends at a text. Channels of any kind may have secrets in fields that nobody here knows. */
function mayBeSecret(path: Path): boolean {
  const [part, , , field] = path;
  if (part === "channels") return path.length >= 4 && !shownChannelFields.has(field ?? "");
  const place = path.map((key) => (typeof key === "number" ? "[]" : String(key))).join(".");
  return place === "heartbeat.[].url" || place === "access.oidc.clientSecret";
}

function isOpenAt([part, kind, , field]: Path, channels: ChannelFields | undefined): boolean {
  const known = part === "channels" ? channels?.[String(kind)]?.shape[String(field)] : undefined;
  return known !== undefined && isOpenField(known);
}

interface Text {
  path: Path;
  text: string;
}

/** Every text with its place, in order. A configuration is a tree, being JSON; one that is none is not followed for ever. */
function textsIn(value: unknown, path: Path = [], above: readonly unknown[] = []): Text[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (above.includes(value)) return [];
  const inside = [...above, value];
  if (Array.isArray(value)) return value.flatMap((entry, index) => textsIn(entry, [...path, index], inside));
  return isPlainObject(value) ? Object.entries(value).flatMap(([key, entry]) => textsIn(entry, [...path, key], inside)) : [];
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
