/** Faults put on purpose between a client and a service: errors, silence, or a region that cannot reach AWS. Tests and the control API set them. */
import type { Ms } from "@flipwatch/core";
import { AwsError } from "./aws-error.ts";

export type ServiceName = "route53" | "cloudwatch" | "sns" | "sqs" | "dynamodb" | "ec2";

export interface Fault {
  /** HTTP status of the error; 500 unless told. */
  status?: number;
  /** `InternalFailure` unless told. */
  code?: string;
  message?: string;
  /** No reply at all: the connection is held, then dropped. */
  hang?: boolean;
  /** Ends by itself at this moment; absent: until cleared. */
  until?: Ms;
  /** Ends by itself after so many requests. */
  count?: number;
  /** Only requests of this region. */
  caller?: string;
  /** Only this operation. */
  operation?: string;
}

export interface FaultQuery {
  service: ServiceName;
  operation: string;
  caller?: string;
  now: Ms;
}

export interface Faults {
  /** Replaces the service's faults by this one; `undefined` clears them. */
  set(service: ServiceName | "*", fault: Fault | undefined): void;
  /** Adds one beside those already set. */
  add(service: ServiceName | "*", fault: Fault): void;
  list(): { service: string; fault: Fault }[];
  /** The fault that meets this request; counts it. */
  meet(query: FaultQuery): Fault | undefined;
}

export function createFaults(): Faults {
  let active: { service: string; fault: Fault }[] = [];
  return {
    set(service, fault) {
      active = active.filter((entry) => entry.service !== service);
      if (fault) active.push({ service, fault: { ...fault } });
    },
    add: (service, fault) => void active.push({ service, fault: { ...fault } }),
    list: () => active.map((entry) => ({ service: entry.service, fault: { ...entry.fault } })),
    meet(query) {
      active = active.filter(({ fault }) => fault.until === undefined || fault.until > query.now);
      const hit = active.find((entry) => meets(entry, query));
      if (!hit) return undefined;
      if (hit.fault.count !== undefined && --hit.fault.count <= 0) active = active.filter((entry) => entry !== hit);
      return hit.fault;
    },
  };
}

function meets({ service, fault }: { service: string; fault: Fault }, query: FaultQuery): boolean {
  if (service !== "*" && service !== query.service) return false;
  if (fault.caller !== undefined && fault.caller !== query.caller) return false;
  return fault.operation === undefined || fault.operation === query.operation;
}

export function faultError(fault: Fault): AwsError {
  return new AwsError(fault.code ?? "InternalFailure", fault.message ?? "A fault set in the lab.", fault.status ?? 500);
}
