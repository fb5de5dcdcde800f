/** Where `flipwatch run` listens, and whether it may: beyond loopback only where the configuration says who is let in. A decision on the configuration alone. */
import { type Config, FlipwatchError, hostOf, isLoopbackHost, isSigning } from "@flipwatch/core";

export interface ListenPlan {
  host: string;
  /** Nobody but who sits at the machine can reach it. */
  isLoopbackOnly: boolean;
  /** Where people reach the page, once the port is known; no slash at its end. */
  addressAt(port: number): string;
  /** For whoever starts it. */
  warnings: string[];
}

const EVERYWHERE = ["0.0.0.0", "::", "[::]"];

/** Throws FlipwatchError `config-invalid` that says what the configuration lacks. */
export function planListening(host: string, { access, dashboardUrl }: Pick<Config, "access" | "dashboardUrl">): ListenPlan {
  const isLoopbackOnly = isLoopbackHost(host);
  if (!isLoopbackOnly && access === undefined)
    throw new FlipwatchError(
      "config-invalid",
      `--listen ${host}: others reach this address, and the configuration does not say who may see what is there. Add \`access\` (README.md, "The dashboard: who may see it"), or leave --listen away.`,
    );
  if (!isLoopbackOnly && isSigning(access) && dashboardUrl === undefined && EVERYWHERE.includes(host))
    throw new FlipwatchError(
      "config-invalid",
      `--listen ${host}: the configuration lacks dashboardUrl, the address at which people reach this machine: links and sign-ins lead there.`,
    );
  const isPlain = !isLoopbackOnly && !dashboardUrl?.startsWith("https:");
  const what = access?.public === true ? "what people read" : "what people read, and what lets them in,";
  return {
    host,
    isLoopbackOnly,
    addressAt: (port) => (dashboardUrl === undefined ? urlOf(host, port) : new URL(dashboardUrl).origin),
    warnings: isPlain
      ? [
          `--listen ${host}: this is plain http: ${what} goes unencrypted. Put a proxy that speaks https in front, and its address into dashboardUrl.`,
        ]
      : [],
  };
}

function urlOf(host: string, port: number): string {
  const bare = hostOf(host).replace(/^\[(.*)\]$/, "$1");
  const named =
    EVERYWHERE.includes(host) || /^localhost$/i.test(host) ? "127.0.0.1" : host.includes(":") ? `[${host.replace(/[[\]]/g, "")}]` : bare;
  return `http://${named}:${port}`;
}
