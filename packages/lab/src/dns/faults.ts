/** Which replies go wrong on purpose: by who asks (vantage), which server is asked and over what. Carrying a fault out is left to the sockets. */

/** `public` is everybody outside the lab's regions. */
export type Vantage = "public" | (string & {});

/** A zone has four name servers. (Developer Guide, "NS and SOA records that Amazon Route 53 creates for a public hosted zone") */
export const NAME_SERVER_COUNT = 4;

export const dnsFaultActions = [
  "drop",
  "delay",
  "servfail",
  "refused",
  "nxdomain",
  "empty",
  "truncate",
  "garbage",
  "wrong-id",
  "wrong-question",
] as const;
export type DnsFaultAction = (typeof dnsFaultActions)[number];

export interface DnsFault {
  action: DnsFaultAction;
  /** Absent: every vantage. */
  vantage?: Vantage;
  /** 0 to 3, or `resolver` for the vantage's caching resolver. Absent: all four name servers. */
  server?: number | "resolver";
  /** Absent: both. */
  transport?: "udp" | "tcp";
  /** For `delay`, in real milliseconds. */
  delayMs?: number;
  /** Wears off after this many replies; absent: stays until cleared. */
  count?: number;
}

export interface Asked {
  vantage: Vantage;
  server: number | "resolver";
  transport: "udp" | "tcp";
}

export interface DnsFaults {
  set(fault: DnsFault): void;
  /** Clears the faults that match every given field; all without a filter. */
  clear(filter?: Partial<Pick<DnsFault, "action" | "vantage" | "server">>): void;
  list(): readonly DnsFault[];
  /** A cut-off vantage gets no reply from any server, resolver included. */
  cutOff(vantage: Vantage): void;
  restore(vantage: Vantage): void;
  cut(): readonly Vantage[];
  /** The fault for this reply, used up by one. */
  take(asked: Asked): DnsFault | undefined;
}

/** At most this many faults at a time; the oldest goes. */
const MAX_FAULTS = 100;

export function createDnsFaults(): DnsFaults {
  let faults: DnsFault[] = [];
  const cut = new Set<Vantage>();
  return {
    set: (fault) => {
      faults = [...faults, { ...fault }].slice(-MAX_FAULTS);
    },
    clear: (filter = {}) => {
      const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
      faults = faults.filter((fault) => !wanted.every(([field, value]) => fault[field as keyof DnsFault] === value));
    },
    list: () => faults.map((fault) => ({ ...fault })),
    cutOff: (vantage) => cut.add(vantage),
    restore: (vantage) => cut.delete(vantage),
    cut: () => [...cut],
    take: (asked) => {
      if (cut.has(asked.vantage)) return { action: "drop" };
      const fault = faults.find((candidate) => matches(candidate, asked));
      if (fault?.count !== undefined && --fault.count <= 0) faults = faults.filter((other) => other !== fault);
      return fault;
    },
  };
}

function matches(fault: DnsFault, asked: Asked): boolean {
  if (fault.vantage !== undefined && fault.vantage !== asked.vantage) return false;
  if (fault.transport !== undefined && fault.transport !== asked.transport) return false;
  return fault.server === undefined ? asked.server !== "resolver" : fault.server === asked.server;
}
