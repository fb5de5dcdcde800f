/**
 * The walk-through's pair for real, where it is asked for: a small web server in eu-central-1 and one in us-east-1, a health check for each, and the
 * failover records of `failover.<zone>` with a TTL of 60 s. It costs money as long as it stands: two t4g.nano with a public address and a disk each, and
 * two health checks.
 */
import { FailoverPair } from "./failover-pair.ts";
import { regionProvider } from "./region-provider.ts";

interface Place {
  region: string;
  /** As the health check is called. */
  check: string;
}

const PLACES: Record<"primary" | "secondary", Place> = {
  primary: { region: "eu-central-1", check: "EU-central-1" },
  secondary: { region: "us-east-1", check: "US-East-1" },
};

/** `zone`: a public hosted zone of this account, by name. */
export function createExamplePair(zone: string): { name: string } {
  const name = `failover.${zone}`;
  const { zoneId } = aws.route53.getZoneOutput({ name: zone });
  const primary = createServer("Primary", PLACES.primary);
  const secondary = createServer("Secondary", PLACES.secondary);
  const check = (place: Place) => ({ type: "HTTP" as const, everySeconds: 30 as const, name: place.check });
  new FailoverPair("Example", {
    zoneId,
    name,
    primary: { addresses: [primary], healthCheck: check(PLACES.primary) },
    secondary: { addresses: [secondary], healthCheck: check(PLACES.secondary) },
  });
  return { name };
}

/** A page that says where it runs. Its security group lets HTTP in from anywhere, which is the rule that the walk-through takes away. */
function createServer(name: string, { region }: Place): $util.Output<string> {
  const provider = regionProvider(`Example${name}Region`, region);
  const vpc = aws.ec2.getVpcOutput({ default: true }, { provider });
  const group = new aws.ec2.SecurityGroup(
    `Example${name}Http`,
    {
      description: "Flipwatch example: inbound HTTP",
      vpcId: vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    },
    { provider },
  );
  const image = aws.ssm.getParameterOutput({ name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64" }, { provider });
  const server = new aws.ec2.Instance(
    `Example${name}`,
    {
      ami: image.value,
      instanceType: "t4g.nano",
      vpcSecurityGroupIds: [group.id],
      associatePublicIpAddress: true,
      metadataOptions: { httpTokens: "required" },
      rootBlockDevice: { encrypted: true },
      userData: PAGE,
      tags: { Name: `flipwatch-example-${name.toLowerCase()}` },
    },
    // There is a new image every few weeks; a deployment of something else must not make both servers anew, and the pair fail with them.
    { provider, ignoreChanges: ["ami"] },
  );
  return server.publicIp;
}

/**
 * Asks the instance where it is, once, and serves that by what the image has: a package to install may take more memory than the instance has, and its
 * own way to the Internet.
 */
const PAGE = `#!/bin/sh
token=$(curl -sX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')
zone=$(curl -s -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/placement/availability-zone)
mkdir -p /srv/flipwatch
echo "<h1>Hello World from $zone</h1>" > /srv/flipwatch/index.html
cat > /etc/systemd/system/flipwatch-example.service <<'UNIT'
[Unit]
After=network-online.target
Wants=network-online.target
[Service]
ExecStart=/usr/bin/python3 -m http.server 80 --directory /srv/flipwatch
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable --now flipwatch-example
`;
