/** What the lab's parts share: who asks what of whom. The AWS side owns records and health; the DNS side reads both. */
import type { Ms, RecordSet } from "@flipwatch/core";

/** Lab time is real time; only durations are divided by the speed. */
export interface LabTime {
  now(): Ms;
  /** One lab second in real milliseconds: 1,000 / speed. */
  readonly unitMs: number;
}

/** Seeded: the same seed gives the same lab. Each call gives a number in [0, 1). */
export type Random = () => number;

/** A record set with everything Route 53 keeps of it. */
export interface LabRecordSet extends RecordSet {
  weight?: number;
  region?: string;
  geoLocation?: { continentCode?: string; countryCode?: string; subdivisionCode?: string };
  multiValueAnswer?: boolean;
}

export interface LabZone {
  /** Without the `/hostedzone/` prefix. */
  id: string;
  /** Lower case with trailing dot. */
  name: string;
  private: boolean;
  comment?: string;
  callerReference: string;
  /** Four names, `ns-1.awsdns-01.com` and so on, without trailing dot. */
  nameservers: readonly string[];
  /** In listing order; NS and SOA included. */
  recordSets: readonly LabRecordSet[];
}

/** What the DNS side reads. A name server may still serve the records of a moment ago: `serverIndex` says which one asks. */
export interface ZoneSource {
  zonesAt(serverIndex: number): readonly LabZone[];
  /** Whether that server's location takes the health check for healthy now. Unknown ids count as healthy. */
  healthy(healthCheckId: string, serverIndex: number): boolean;
}

/** Who may reach which endpoint, `address:port` as the records say it. */
export interface Firewall {
  blocked(endpoint: string): boolean;
  block(endpoint: string): void;
  unblock(endpoint: string): void;
  list(): readonly string[];
}

/** Translates a documentation address at the socket: `192.0.2.10:80` to `127.0.0.1:8081`. Unlisted ones come back as they are. */
export type Translate = (endpoint: string) => string;
