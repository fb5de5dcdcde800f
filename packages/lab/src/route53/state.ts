/** The account's hosted zones and changes: what the API lists (PENDING changes included) and what each name server serves meanwhile. */
import type { Ms } from "@flipwatch/core";
import type { Assumptions } from "../aws/assumptions.ts";
import { AwsError } from "../aws/aws-error.ts";
import type { LabRecordSet, LabTime, LabZone, Random } from "../types.ts";
import { ascii, bareId, listedName, newId, sortKey } from "./name.ts";
import { createPropagation } from "./propagation.ts";

export interface Change {
  /** Without the `/change/` prefix. */
  id: string;
  submittedAt: Ms;
  insyncAt: Ms;
  comment?: string;
}

export interface NewZone {
  name: string;
  callerReference: string;
  comment?: string;
  private?: boolean;
}

export interface Route53State {
  /** What that name server serves now, a change of a moment ago perhaps not yet. */
  zonesAt(serverIndex: number): readonly LabZone[];
  /** As the API lists them, in order of creation, PENDING changes included. */
  current(): readonly LabZone[];
  /** Throws NoSuchHostedZone. */
  zone(id: string): LabZone;
  createZone(input: NewZone): { zone: LabZone; change: Change };
  deleteZone(id: string): Change;
  /** Replaces a zone's record sets; the caller has checked them. */
  write(id: string, recordSets: readonly LabRecordSet[], comment?: string): Change;
  /** Throws NoSuchChange. */
  change(id: string): Change & { status: "PENDING" | "INSYNC" };
  /** Every change is INSYNC and served everywhere from now on; for setting a lab up. */
  settle(): void;
}

/** All zones share one delegation set, as with a reusable one; the n-th name is the n-th of the lab's four servers. */
export const delegation = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk"] as const;

/** AWS keeps changes for long; the lab the last so many. */
const changesKept = 2_000;

export function createRoute53State(deps: { time: LabTime; random: Random; assumptions: Assumptions }): Route53State {
  const { time, random } = deps;
  const zones = new Map<string, LabZone>();
  const changes = new Map<string, Change>();
  const propagation = createPropagation(deps);

  function spread(zoneId: string, zone: LabZone | undefined, comment?: string): Change {
    const insyncAt = propagation.spread(zoneId, zone);
    const change = { id: newId("C", random), submittedAt: time.now(), insyncAt, ...(comment === undefined ? {} : { comment }) };
    changes.set(change.id, change);
    const oldest = changes.size > changesKept ? changes.keys().next().value : undefined;
    if (oldest !== undefined) changes.delete(oldest);
    return change;
  }
  function find(id: string): LabZone {
    const zone = zones.get(bareId(id));
    if (!zone) throw new AwsError("NoSuchHostedZone", `No hosted zone found with ID: ${bareId(id)}`, 404);
    return zone;
  }

  return {
    zonesAt: propagation.zonesAt,
    current: () => [...zones.values()],
    zone: find,
    createZone(input) {
      const zone = newZone(input, newId("Z", random));
      refuseConflicts(zone, [...zones.values()]);
      zones.set(zone.id, zone);
      return { zone, change: spread(zone.id, zone) };
    },
    deleteZone(id) {
      const zone = find(id);
      if (zone.recordSets.length > 2) throw notEmpty();
      zones.delete(zone.id);
      return spread(zone.id, undefined);
    },
    write(id, recordSets, comment) {
      const zone = { ...find(id), recordSets: recordSets.toSorted(byListing) };
      zones.set(zone.id, zone);
      return spread(zone.id, zone, comment);
    },
    change(id) {
      const change = changes.get(bareId(id));
      if (!change) throw new AwsError("NoSuchChange", `Could not find resource with ID: ${bareId(id)}`, 404);
      return { ...change, status: time.now() >= change.insyncAt ? "INSYNC" : "PENDING" };
    },
    settle() {
      propagation.settle();
      for (const change of changes.values()) change.insyncAt = Math.min(change.insyncAt, time.now());
    },
  };
}

/** By reversed labels, then type, then set identifier (API reference, ListResourceRecordSets). */
export function byListing(a: LabRecordSet, b: LabRecordSet): number {
  return ascii(sortKey(a.name), sortKey(b.name)) || ascii(a.type, b.type) || ascii(a.setIdentifier ?? "", b.setIdentifier ?? "");
}

/** NS and SOA as Route 53 makes them (Developer Guide, page SOA-NSrecords). */
function newZone(input: NewZone, id: string): LabZone {
  const name = listedName(input.name);
  const soa = `${delegation[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  return {
    id,
    name,
    private: input.private ?? false,
    ...(input.comment === undefined ? {} : { comment: input.comment }),
    callerReference: input.callerReference,
    nameservers: delegation,
    recordSets: [
      { name, type: "NS", ttlSeconds: 172_800, values: delegation.map((server) => `${server}.`) },
      { name, type: "SOA", ttlSeconds: 900, values: [soa] },
    ],
  };
}

/** A reference is used once; one delegation set holds a public name once (API reference, CreateHostedZone, errors). */
function refuseConflicts(zone: LabZone, zones: readonly LabZone[]): void {
  if (zones.some((other) => other.callerReference === zone.callerReference)) {
    throw new AwsError("HostedZoneAlreadyExists", `A hosted zone has already been created with the specified caller reference.`, 409);
  }
  if (!zone.private && zones.some((other) => !other.private && other.name === zone.name)) {
    throw new AwsError("ConflictingDomainExists", `The delegation set already serves a hosted zone named ${zone.name}`, 400);
  }
}

function notEmpty(): AwsError {
  const message = "The specified hosted zone contains non-required resource record sets and so cannot be deleted.";
  return new AwsError("HostedZoneNotEmpty", message, 400);
}
