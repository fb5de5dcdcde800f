/** A real OpenID Connect provider on loopback (oidc-provider): strict about PKCE, redirect addresses and codes. Whoever comes is signed in as one account. */
import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

/** What the provider says of a person, beside `sub`. */
export type Account = Readonly<Record<string, unknown>>;

export interface OidcProvider {
  issuer: string;
  /** Who signs in from now on; undefined: they turn back at the provider. */
  account: Account | undefined;
  close(): Promise<void>;
}

export interface ProviderOptions {
  clientId: string;
  clientSecret: string;
  /** How the client is registered to show its secret. */
  tokenEndpointAuth?: "client_secret_basic" | "client_secret_post";
  redirectUris: readonly string[];
  /** Claims in the ID token itself, as many providers have them; else they are only at the userinfo endpoint. */
  inIdToken?: boolean;
}

const SUB = "account-1";

export async function startOidcProvider(options: ProviderOptions): Promise<OidcProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> = async () => undefined;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const self: OidcProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const provider = new Provider(
    self.issuer,
    configurationOf(options, () => self.account ?? {}),
  );
  const serve = provider.callback();
  answer = async (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return serve(request, response);
    const result =
      self.account === undefined ? { error: "access_denied", error_description: "turned back" } : { login: { accountId: SUB } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  return self;
}

function configurationOf(options: ProviderOptions, account: () => Account): Configuration {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const { clientId, clientSecret, redirectUris, tokenEndpointAuth = "client_secret_basic", inIdToken = false } = options;
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        token_endpoint_auth_method: tokenEndpointAuth,
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "k" }] },
    cookies: { keys: ["cookies of the provider, for this test alone"] },
    scopes: ["openid", "email", "profile", "groups"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"], groups: ["groups"] },
    conformIdTokenClaims: !inIdToken,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_, accountId) => ({ accountId, claims: async () => ({ ...account(), sub: accountId }) }),
    // Nobody is asked for consent.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({ clientId, accountId: SUB });
      grant.addOIDCScope("openid email profile groups");
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  };
}
