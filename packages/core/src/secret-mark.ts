/** How a configuration says that a secret belongs somewhere, without holding it: a mark in the text. What becomes of marks is in `secrets.ts`. */
import { FlipwatchError } from "./error.ts";

const NAME = "[A-Z][A-Z0-9_]{0,99}";
/** No configuration holds this by chance. It survives JSON, and stands in a URL where the secret will. */
const MARK = new RegExp(`\\{\\{flipwatch-secret:(${NAME})\\}\\}`, "g");

/**
 * Stands for a secret, alone or within a text: `secret("SLACK_BOT_TOKEN")`, or `Bearer ${secret("PAGER_TOKEN")}`. `flipwatch run` takes it from the
 * environment variable of that name, a deployment from SST. Throws FlipwatchError `config-invalid` for a name that no environment variable should have.
 */
export function secret(name: string): string {
  if (new RegExp(`^${NAME}$`).test(name)) return `{{flipwatch-secret:${name}}}`;
  throw new FlipwatchError(
    "config-invalid",
    'secret() was given something that is no name, expected capital letters, digits and _, such as secret("SLACK_BOT_TOKEN"); never the secret itself',
  );
}

/** Names of the secrets that a text stands for, in order. */
export function secretsOf(text: string): string[] {
  return [...text.matchAll(MARK)].map(([, name]) => name ?? "");
}

/** The text with every mark replaced. */
export function withMarksReplaced(text: string, secretOf: (name: string) => string): string {
  return text.replace(MARK, (_mark, name: string) => secretOf(name));
}

/** As SST calls it, which takes letters and digits only: `SLACK_BOT_TOKEN` is `SlackBotToken`. */
export function sstNameOf(name: string): string {
  return name
    .split("_")
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join("");
}
