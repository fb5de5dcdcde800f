/**
 * Signing in with an OpenID Connect provider: authorization code with PKCE (S256), state and nonce, and the ID token's signature checked. What the
 * protocol asks for is openid-client's; here are its two ends. Whom the configuration lets in is `admit.ts`'s.
 */
import { isLoopbackHost, type Ms, type OidcInput } from "@flipwatch/core";
import * as client from "openid-client";
import { admit, type Claims } from "./admit.ts";
import type { Seal } from "./seal.ts";

export interface OidcPorts {
  rules: OidcInput;
  seal: Seal;
  now(): Ms;
}

export type SignIn =
  | { outcome: "signed-in"; user: string }
  | {
      outcome: "refused";
      /** `denied` there; `stale`: begun too long ago, or used before; `provider`: it can't be reached, or does not answer as it should. */
      why: "denied" | "stale" | "provider" | "mail" | "domain" | "group";
      /** The protocol's own name for it, for the log. */
      code?: string;
    };

export interface OidcSignIn {
  /** Where to send the browser. Throws what openid-client does where the provider can't be reached. */
  begin(state: string, redirectUri: string): Promise<URL>;
  /** Takes what the provider sent the browser back with. Never throws for what the provider does. */
  finish(answer: URLSearchParams, state: string, redirectUri: string): Promise<SignIn>;
}

const TIMEOUT_SECONDS = 10;
/** What the provider says of itself is asked for again after so long. */
const KNOWN_MS: Ms = 3_600_000;
const CLOCK_TOLERANCE_SECONDS = 30;

/** Nothing is asked before somebody signs in. */
export function createOidc({ rules, seal, now }: OidcPorts): OidcSignIn {
  const provider = knownFor(KNOWN_MS, now, () => discover(rules));
  // Both follow from the state and our secret, so that the browser's cookie need not hold them.
  const verifierOf = (state: string) => seal.sign("verifier", state);
  const nonceOf = (state: string) => seal.sign("nonce", state);
  return {
    async begin(state, redirectUri) {
      const { first } = await provider();
      return client.buildAuthorizationUrl(first, {
        redirect_uri: redirectUri,
        scope: scopeOf(rules, first),
        state,
        nonce: nonceOf(state),
        code_challenge: await client.calculatePKCECodeChallenge(verifierOf(state)),
        code_challenge_method: "S256",
      });
    },
    async finish(answer, state, redirectUri) {
      try {
        const checks = { expectedState: state, expectedNonce: nonceOf(state), pkceCodeVerifier: verifierOf(state), idTokenExpected: true };
        const admission = admit(rules, await claimsOf(await provider(), new URL(`${redirectUri}?${answer}`), checks, rules));
        return admission.outcome === "admitted" ? { outcome: "signed-in", user: admission.user } : admission;
      } catch (problem) {
        return refusalFrom(problem);
      }
    },
  };
}

/** The same client with each way of showing its secret that the provider takes, the likelier first. */
interface Provider {
  first: client.Configuration;
  others: client.Configuration[];
}

async function discover({ issuer, clientId, clientSecret }: OidcInput): Promise<Provider> {
  const isLocal = isLoopbackHost(new URL(issuer).hostname) && issuer.startsWith("http:");
  const execute = isLocal ? [client.allowInsecureRequests] : [];
  const metadata = { [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
  const found = await client.discovery(new URL(issuer), clientId, metadata, client.None(), { execute, timeout: TIMEOUT_SECONDS });
  const configured = (auth: client.ClientAuth) => {
    const configuration = new client.Configuration(found.serverMetadata(), clientId, metadata, auth);
    configuration.timeout = TIMEOUT_SECONDS;
    for (const each of [...execute, client.enableNonRepudiationChecks]) each(configuration);
    return configuration;
  };
  if (clientSecret === undefined) return { first: configured(client.None()), others: [] };
  const { token_endpoint_auth_methods_supported: methods = ["client_secret_basic"] } = found.serverMetadata();
  const basic = configured(client.ClientSecretBasic(clientSecret));
  if (!methods.includes("client_secret_post")) return { first: basic, others: [] };
  const post = configured(client.ClientSecretPost(clientSecret));
  return { first: post, others: methods.includes("client_secret_basic") ? [basic] : [] };
}

/** Groups are asked for by name only where the provider knows that name: others refuse what they don't know. */
function scopeOf({ groups }: OidcInput, configuration: client.Configuration): string {
  const known = configuration.serverMetadata().scopes_supported ?? [];
  return ["openid", "email", "profile", ...(groups !== undefined && known.includes("groups") ? ["groups"] : [])].join(" ");
}

async function claimsOf(provider: Provider, answer: URL, checks: client.AuthorizationCodeGrantChecks, rules: OidcInput): Promise<Claims> {
  const { tokens, configuration } = await granted(provider, answer, checks);
  const idClaims: Claims = tokens.claims() ?? {};
  const wanted = [
    ...(rules.domains === undefined ? [] : ["email", "email_verified"]),
    ...(rules.groups === undefined ? [] : [rules.groupsClaim ?? "groups"]),
  ];
  const isWhole = wanted.every((claim) => idClaims[claim] !== undefined) && idClaims.email !== undefined;
  if (isWhole || configuration.serverMetadata().userinfo_endpoint === undefined) return idClaims;
  const info: Claims = await client.fetchUserInfo(configuration, tokens.access_token, String(idClaims.sub));
  return { ...info, ...idClaims, ...addressIn(idClaims, info) };
}

/** That an address was verified says nothing of another, so both are taken from where the address is; of the same one either may say it. */
export function addressIn(idClaims: Claims, info: Claims): Pick<Claims, "email" | "email_verified"> {
  if (idClaims.email === undefined) return { email: info.email, email_verified: info.email_verified };
  const isSame = info.email === idClaims.email;
  return { email: idClaims.email, email_verified: idClaims.email_verified ?? (isSame ? info.email_verified : undefined) };
}

/** A client is registered with one way of showing its secret; a provider that takes several does not say which. The code stays good meanwhile. */
async function granted(provider: Provider, answer: URL, checks: client.AuthorizationCodeGrantChecks) {
  const configurations = [provider.first, ...provider.others];
  for (const configuration of configurations) {
    try {
      const tokens = await client.authorizationCodeGrant(configuration, answer, checks);
      provider.first = configuration;
      provider.others = configurations.filter((other) => other !== configuration);
      return { tokens, configuration };
    } catch (problem) {
      if (!isClientRefused(problem) || configuration === configurations.at(-1)) throw problem;
    }
  }
  throw new Error("invariant broken: a provider has at least one way of showing the client's secret");
}

function isClientRefused(problem: unknown): boolean {
  if (problem instanceof client.WWWAuthenticateChallengeError) return true;
  return problem instanceof client.ResponseBodyError && problem.error === "invalid_client";
}

/** Only the protocol's names leave here: descriptions are the provider's own words, and may hold anything. */
function refusalFrom(problem: unknown): SignIn {
  if (problem instanceof client.AuthorizationResponseError) return { outcome: "refused", why: "denied", code: codeIn(problem.error) };
  if (isClientRefused(problem)) return { outcome: "refused", why: "provider", code: "invalid_client" };
  if (problem instanceof client.ResponseBodyError) {
    const { error } = problem;
    return { outcome: "refused", why: error === "invalid_grant" ? "stale" : "provider", code: codeIn(error) };
  }
  const { code, cause } = problem instanceof Error ? (problem as Error & { code?: unknown }) : {};
  const inner = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return { outcome: "refused", why: "provider", code: codeIn(inner ?? code) };
}

function codeIn(code: unknown): string | undefined {
  return typeof code === "string" && /^\w{1,60}$/.test(code) ? code : undefined;
}

/** Asked for once at a time, kept for so long; what failed is asked for again. */
function knownFor<T>(forMs: Ms, now: () => Ms, ask: () => Promise<T>): () => Promise<T> {
  let known: { answer: Promise<T>; at: Ms } | undefined;
  return () => {
    const { answer, at } = known ?? {};
    if (answer !== undefined && at !== undefined && now() - at < forMs) return answer;
    const asked = { answer: ask(), at: now() };
    known = asked;
    asked.answer.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.answer;
  };
}
