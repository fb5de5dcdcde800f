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

type Channels = Config["channels"];

function withoutUnread(handler: HandlerName, { heartbeat, access, channels, deploy: _deploy, ...rest }: Config): Config {
  return {
    ...rest,
    channels: channelsFor(handler, channels),
    ...(handler === "heartbeat" && heartbeat !== undefined ? { heartbeat } : {}),
    ...(handler === "api" && access !== undefined ? { access } : {}),
  };
}

function channelsFor(handler: HandlerName, channels: Channels): Channels {
  if (handler === "deliver") return channels;
  const names = namesOf(channels);
  return handler === "interact" ? { ...names, slack: pressable(channels) } : names;
}

/** Whoever tells nobody knows the channels by their names alone. */
function namesOf(channels: Channels): Channels {
  return Object.fromEntries(Object.entries(channels).map(([kind, ones]) => [kind, ones.map(({ name }) => ({ name }))]));
}

/** Anybody may call interact. It believes presses by a signing secret, and answers by the address that came with them: it needs no bot's token. */
function pressable({ slack = [] }: Channels): Channels[string] {
  return slack.map(({ name, language, ...fields }) => {
    if (!("signingSecret" in fields)) return { name };
    const { channel, signingSecret } = fields;
    return { name, ...(language === undefined ? {} : { language }), channel, signingSecret };
  });
}
