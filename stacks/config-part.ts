/** Which part of the configuration a function is given: what it reads and nothing else, so that no secret is named where nobody needs it. */
import { type Config, secretsIn } from "@flipwatch/core";
import type { HandlerName } from "./needs.ts";

export interface ConfigPart {
  config: Config;
  /** Names of the secrets that this part mentions. */
  secrets: string[];
}

export function partFor(handler: HandlerName, config: Config): ConfigPart {
  const part = withoutUnread(handler, config);
  return { config: part, secrets: secretsIn(part) };
}

function withoutUnread(handler: HandlerName, { heartbeat, access, channels, deploy: _deploy, ...rest }: Config): Config {
  const tells = handler === "deliver" || handler === "interact";
  return {
    ...rest,
    channels: tells ? channels : namesOf(channels),
    ...(handler === "heartbeat" && heartbeat !== undefined ? { heartbeat } : {}),
    ...(handler === "api" && access !== undefined ? { access } : {}),
  };
}

/** Whoever tells nobody knows the channels by their names alone. */
function namesOf(channels: Config["channels"]): Config["channels"] {
  return Object.fromEntries(Object.entries(channels).map(([kind, ones]) => [kind, ones.map(({ name }) => ({ name }))]));
}
