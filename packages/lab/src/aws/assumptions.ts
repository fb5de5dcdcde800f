/**
 * Every number and choice of the lab's AWS side that AWS does not document, in one place, so that a test can run both ways.
 * Durations are lab seconds: real seconds times the speed. What AWS does document stands, with its source, where it is used.
 */

export interface Span {
  from: number;
  to: number;
}

export interface Assumptions {
  /**
   * Refuse what exceeds Route 53's five requests a second and account (Developer Guide, DNSLimitations). Because every interval
   * shrinks with the speed, so does this second: at speed 10 the lab takes 50 requests a real second.
   */
  throttle: boolean;
  /** How long a change batch is worked on; a second one for the zone meanwhile gets PriorRequestNotComplete. Undocumented. */
  changeProcessingSeconds: number;
  /** When each name server starts to serve a change. AWS says "usually within 60 seconds" for all of them together. */
  serverSwitchSeconds: Span;
  /** How long after the last name server a change turns INSYNC. */
  insyncAfterSeconds: number;
  /** How long a name server's location takes to hear of a health check's new status. Undocumented. */
  locationLagSeconds: Span;
  /** How long after its period's end a health check's metric can be read. Undocumented; "sent each minute". */
  metricLagSeconds: number;
  /** Whether TestDNSAnswer picks the failover record by live health; if not, it answers with the primary. Undocumented. */
  testDnsAnswerFollowsHealth: boolean;
  /** What the API says to a second record set with the same failover role. Refused for certain; the text is undocumented. */
  duplicateFailoverText: (name: string, type: string, role: string) => string;
  /** What the API says to CreateHealthCheck for an alarm it cannot see. Refused for certain; the text is undocumented. */
  unknownAlarmText: (name: string, region: string) => string;
}

export const assumed: Assumptions = {
  throttle: true,
  changeProcessingSeconds: 0.1,
  serverSwitchSeconds: { from: 1, to: 8 },
  insyncAfterSeconds: 1,
  locationLagSeconds: { from: 0.2, to: 2 },
  metricLagSeconds: 15,
  testDnsAnswerFollowsHealth: true,
  duplicateFailoverText: (name, type, role) =>
    `RRSet with DNS name ${name}, type ${type} cannot be created as another RRSet exists with the same name, type and failover ${role}.`,
  unknownAlarmText: (name, region) => `Alarm ${name} was not found in region ${region}.`,
};

/** A point of the span, in real milliseconds. */
export function within(span: Span, unitMs: number, random: () => number): number {
  return (span.from + (span.to - span.from) * random()) * unitMs;
}
