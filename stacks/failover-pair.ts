/**
 * A failover pair that can't be built wrong, for stacks of your own: exactly one primary with its health check, exactly one secondary, one name, one
 * type, one TTL. A primary without a health check does not type-check.
 */

export interface HealthChecked {
  /** What clients are sent to. */
  addresses: [string | $util.Output<string>, ...(string | $util.Output<string>)[]];
  /** How Route 53 finds out whether this side is well. */
  healthCheck: HealthCheck;
}

/** The secondary may do without: then it is answered with as the last resort, well or not. */
export type Secondary = Omit<HealthChecked, "healthCheck"> & Partial<Pick<HealthChecked, "healthCheck">>;

export type HealthCheck =
  /** One that there is. */
  | { id: string | $util.Output<string> }
  /** A new one: an HTTP or HTTPS request to this side's first address each 10 or 30 s. */
  | { type: "HTTP" | "HTTPS"; port?: number; path?: string; everySeconds?: 10 | 30; failureThreshold?: number; name?: string };

export interface FailoverPairArgs {
  /** The hosted zone's id. */
  zoneId: string | $util.Output<string>;
  /** The name, whole: `failover.example.com`. */
  name: string;
  type?: "A" | "AAAA";
  /** Default: 60, so that clients follow quickly. */
  ttlSeconds?: number;
  primary: HealthChecked;
  secondary: Secondary;
}

const DEFAULT_TTL_SECONDS = 60;

export class FailoverPair {
  readonly primary: aws.route53.Record;
  readonly secondary: aws.route53.Record;

  constructor(name: string, args: FailoverPairArgs) {
    this.primary = record(`${name}Primary`, args, args.primary, "PRIMARY");
    this.secondary = record(`${name}Secondary`, args, args.secondary, "SECONDARY");
  }
}

function record(name: string, args: FailoverPairArgs, side: Secondary, type: "PRIMARY" | "SECONDARY"): aws.route53.Record {
  const healthCheckId = side.healthCheck === undefined ? undefined : idOf(name, side.healthCheck, side.addresses[0]);
  return new aws.route53.Record(name, {
    zoneId: args.zoneId,
    name: args.name,
    type: args.type ?? "A",
    ttl: args.ttlSeconds ?? DEFAULT_TTL_SECONDS,
    setIdentifier: type.toLowerCase(),
    failoverRoutingPolicies: [{ type }],
    records: side.addresses,
    ...(healthCheckId === undefined ? {} : { healthCheckId }),
  });
}

function idOf(name: string, check: HealthCheck, address: string | $util.Output<string>): string | $util.Output<string> {
  if ("id" in check) return check.id;
  const { type, port = type === "HTTPS" ? 443 : 80, path = "/", everySeconds = 30, failureThreshold = 3 } = check;
  return new aws.route53.HealthCheck(`${name}Check`, {
    ipAddress: address,
    type,
    port,
    resourcePath: path,
    requestInterval: everySeconds,
    failureThreshold,
    tags: { Name: check.name ?? name },
  }).id;
}
