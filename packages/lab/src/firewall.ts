/**
 * Who may reach which endpoint, as security groups would decide it. Keeps the list and tells of changes; dropping packets is left to
 * whoever listens or connects (`demo-servers.ts`, the health checkers).
 */
import type { Firewall } from "./types.ts";

export interface SwitchableFirewall extends Firewall {
  /** Told after every real change; gives back how to stop listening. */
  onChange(listener: (endpoint: string, blocked: boolean) => void): () => void;
}

export function createFirewall(): SwitchableFirewall {
  const blocked = new Set<string>();
  const listeners = new Set<(endpoint: string, blocked: boolean) => void>();
  const change = (endpoint: string, to: boolean) => {
    if (blocked.has(endpoint) === to) return;
    if (to) blocked.add(endpoint);
    else blocked.delete(endpoint);
    for (const listener of listeners) listener(endpoint, to);
  };
  return {
    blocked: (endpoint) => blocked.has(endpoint),
    block: (endpoint) => change(endpoint, true),
    unblock: (endpoint) => change(endpoint, false),
    list: () => [...blocked],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
