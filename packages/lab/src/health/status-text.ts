/**
 * What a health checker reports in words. The first three are as AWS writes them, from public reports; the others are assumptions in the
 * same manner, since AWS's texts for them are not known. Clients should look at the `Success` or `Failure` in front only.
 */
import { STATUS_CODES } from "node:http";

const firewallGuide = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-router-firewall-rules.html";

export const answered = (passed: boolean, status: number): string =>
  `${passed ? "Success" : "Failure"}: HTTP Status Code ${status}, ${STATUS_CODES[status] ?? "Unknown"}`;

export const timedOut = `Failure: Connection timed out. The endpoint or the internet connection is down, or requests are being blocked by your firewall. See ${firewallGuide}`;

export const resolutionFailed = (name: string): string => `Failure: DNS resolution failed: no A record found for ${name}`;

export const connected = "Success: TCP connection established";
export const refused = "Failure: Connection refused. The endpoint is reachable, but nothing listens on the port";
export const noStatus = "Failure: The endpoint accepted the connection, but did not answer with an HTTP status code in time";
export const noBody = "Failure: The endpoint did not send the response body in time";
export const notFound = (status: number): string =>
  `Failure: HTTP Status Code ${status}, ${STATUS_CODES[status] ?? "Unknown"}. The search string was not found in the response body`;
export const broken = (what: string): string => `Failure: The connection failed: ${what}`;

/** A check by name also says where the name led. */
export const resolvedTo = (text: string, address: string): string => `${text}. Resolved IP: ${address}`;
