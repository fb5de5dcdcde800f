/**
 * Access in the configuration: who may see what Flipwatch shows beyond the machine it runs on. Closed unless something here opens it. How people
 * prove who they are is decided where they ask, not here.
 */
import * as z from "zod";
import { once, textField } from "./config-fields.ts";
import { fieldOf, type Problem } from "./config-problems.ts";
import { isLoopbackHost } from "./loopback.ts";

const MAX_DOMAINS = 50;
const MAX_GROUPS = 100;
const TEXT_MAX = 200;
const DEFAULT_GROUPS_CLAIM = "groups";

/** Exactly one of the three, or `links` beside `oidc`. Without any, nobody but who sits at the machine sees anything. */
export interface AccessInput {
  /** Everybody who reaches the address may read, and nobody may ask for anything. */
  public?: true;
  /** Links that `flipwatch link` makes let whoever opens them read until they end. */
  links?: true;
  /** People sign in with an identity provider; they may read, acknowledge and mute. */
  oidc?: OidcInput;
}

/** An OpenID Connect provider, and which of its people are let in. Of domains and groups that are both named, both must fit. */
export interface OidcInput {
  /** As the provider names itself: `https://login.example.com`. Plain http on loopback only. */
  issuer: string;
  clientId: string;
  /** A secret. Absent: a public client, which PKCE alone protects. */
  clientSecret?: string;
  /** Of verified mail addresses: `example.com` lets `example-user@example.com` in, and nobody of `sub.example.com`. */
  domains?: string[];
  /** One of these must be among the person's groups. */
  groups?: string[];
  /** The claim that lists a person's groups. Default: `groups`. */
  groupsClaim?: string;
  /** On purpose: everybody who can sign in with the provider. */
  anyone?: true;
}

/** As it was configured, domains in lower case, and `groupsClaim` filled in where there are groups. */
export type Access = AccessInput;

const onPurpose = z.literal(true).optional();
const word = (expected: string) => textField(expected, (value) => value.trim() !== "" && value.length <= TEXT_MAX);

export const accessField = z.strictObject({
  public: onPurpose,
  links: onPurpose,
  oidc: z
    .strictObject({
      issuer: textField("the provider's https:// URL, without a query (http:// on loopback only)", isIssuer),
      clientId: word("the client's id at the provider"),
      clientSecret: word("the client's secret, or no such field").optional(),
      domains: z
        .array(textField("a mail domain such as example.com", isMailDomain))
        .min(1, { error: "at least one domain, or no such field" })
        .max(MAX_DOMAINS, { error: `at most ${MAX_DOMAINS} domains` })
        .optional(),
      groups: z
        .array(word("a group's name or id"))
        .min(1, { error: "at least one group, or no such field" })
        .max(MAX_GROUPS, { error: `at most ${MAX_GROUPS} groups` })
        .optional(),
      groupsClaim: word("the name of the claim that lists a person's groups").optional(),
      anyone: onPurpose,
    })
    .optional(),
});

/** Whether people come in by something signed, a session or a link: then there is a secret to sign with. */
export function isSigning(access: Access | undefined): boolean {
  return access?.links === true || access?.oidc !== undefined;
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isPlain = search === "" && hash === "" && username === "" && password === "";
  return isPlain && (protocol === "https:" || (protocol === "http:" && isLoopbackHost(hostname)));
}

function isMailDomain(text: string): boolean {
  return text.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i.test(text);
}

const loose = z.looseObject({});

/** What must fit together in `access`; parts of the wrong shape are passed over. */
export function checkAccess(input: unknown): Problem[] {
  const access = loose.safeParse(loose.safeParse(input, once).data?.access, once).data;
  if (access === undefined) return [];
  const named = ["public", "links", "oidc"].filter((way) => access[way] !== undefined);
  if (named.length === 0) return [{ field: "access", text: "opens nothing, expected one of public, links and oidc, or no such field" }];
  const others = named.filter((way) => way !== "public");
  const isBoth = access.public !== undefined && others.length > 0;
  const text = `found beside ${others.join(" and ")}, expected it alone: with it everybody may read, and nobody signs in`;
  return [...(isBoth ? [{ field: "access.public", text }] : []), ...checkOidc(loose.safeParse(access.oidc, once).data)];
}

function checkOidc(oidc: Record<string, unknown> | undefined): Problem[] {
  if (oidc === undefined) return [];
  const { domains, groups, groupsClaim, anyone } = oidc;
  const isNamed = domains !== undefined || groups !== undefined;
  const at = (...path: string[]) => fieldOf(["access", "oidc", ...path]);
  if (!isNamed && anyone === undefined)
    return [{ field: at(), text: "says not who is let in, expected domains or groups, or anyone: true for all who can sign in there" }];
  return [
    ...(isNamed && anyone !== undefined
      ? [{ field: at("anyone"), text: "found beside domains or groups, expected one or the other" }]
      : []),
    ...(groups === undefined && groupsClaim !== undefined
      ? [{ field: at("groupsClaim"), text: "found without groups, expected groups beside it" }]
      : []),
  ];
}

export function resolvedAccess({ oidc, ...others }: AccessInput): Access {
  if (oidc === undefined) return others;
  const { domains, groups, groupsClaim = DEFAULT_GROUPS_CLAIM, ...rest } = oidc;
  return {
    ...others,
    oidc: {
      ...rest,
      ...(domains === undefined ? {} : { domains: domains.map((domain) => domain.toLowerCase()) }),
      ...(groups === undefined ? {} : { groups, groupsClaim }),
    },
  };
}
