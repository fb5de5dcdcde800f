import { FailoverPair } from "./failover-pair.ts";

new FailoverPair("Web", {
  zoneId: "Z1",
  name: "failover.example.com",
  primary: { addresses: ["192.0.2.10"], healthCheck: { type: "HTTP" } },
  secondary: { ...{ addresses: ["192.0.2.20"] }, type: "AAAA" },
});
