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
  | NewHealthCheck;

export interface NewHealthCheck {
  type: "HTTP" | "HTTPS";
  /** Default: 80 or 443. */
  port?: number;
  /** Default: `/`. */
  path?: string;
  /** Whom the request names in `Host`, and over HTTPS in the handshake (SNI), without which many servers refuse it. Default: the pair's name, as clients ask, unless it is a wildcard. */
  hostName?: string;
  /** Default: 30. */
  everySeconds?: 10 | 30;
  /** Requests in a row that change its mind. Default: 3. */
  failureThreshold?: number;
  /** As the console shows it. Default: the record's name in the stack. */
  name?: string;
}

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
  const healthCheckId =
    side.healthCheck === undefined
      ? undefined
      : idOf(name, side.healthCheck, { address: side.addresses[0], host: args.name.startsWith("*") ? undefined : args.name });
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

interface Endpoint {
  address: string | $util.Output<string>;
  /** Absent where no request can name it. */
  host: string | undefined;
}

function idOf(name: string, check: HealthCheck, { address, host }: Endpoint): string | $util.Output<string> {
  if ("id" in check) return check.id;
  const { type, port = type === "HTTPS" ? 443 : 80, path = "/", everySeconds = 30, failureThreshold = 3 } = check;
  const { hostName = host } = check;
  return new aws.route53.HealthCheck(`${name}Check`, {
    ipAddress: address,
    // Beside an address it is said, not looked up.
    ...(hostName === undefined ? {} : { fqdn: hostName }),
    type,
    port,
    resourcePath: path,
    requestInterval: everySeconds,
    failureThreshold,
    tags: { Name: check.name ?? name },
  }).id;
}
