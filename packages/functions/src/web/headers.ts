/** What every answer says to browsers about itself: run nothing but what comes from here, show it in no frame, tell nobody where people came from. */

/** The page is built so that this holds as it is: no script or style stands in its HTML. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  // With `no-referrer` browsers hide a form's origin too, by which signing out is known for our own.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
};

/** A year. For this host alone: what else lives below its name is not ours to decide on. */
const STRICT_TRANSPORT = "max-age=31536000";

export function securityHeaders({ isHttps = false } = {}): [name: string, value: string][] {
  return [...Object.entries(HEADERS), ...(isHttps ? [["strict-transport-security", STRICT_TRANSPORT] as [string, string]] : [])];
}

/** A copy of the response with them; what it says itself stays. */
export function withSecurityHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of securityHeaders()) if (!headers.has(name)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}
