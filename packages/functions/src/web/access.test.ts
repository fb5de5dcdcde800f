/** Who may do what, all of it. */
import type { Access } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { mayDo, type Wanted, type Who } from "./access.ts";
import type { ProofFault } from "./holder.ts";

const provider = { issuer: "https://login.example.com", clientId: "flipwatch", domains: ["example.com"] };
const configured = {
  none: undefined,
  public: { public: true },
  links: { links: true },
  oidc: { oidc: provider },
  both: { links: true, oidc: provider },
} satisfies Record<string, Access | undefined>;
const people: Record<string, Who> = {
  machine: { kind: "machine" },
  holder: { kind: "holder" },
  "signed in": { kind: "oidc", user: "example-user" },
  "with a link": { kind: "link", link: "abc" },
  nobody: { kind: "nobody" },
  "wrongly proven": { kind: "nobody", fault: { why: "unknown" } },
};

/** Of each who may come about at all: to read, to ask from the own page, to ask from elsewhere, to administer. */
const table: [keyof typeof configured, string, string][] = [
  ["none", "machine", "yes yes yes yes"],
  ["none", "nobody", "401 401 401 401"],
  ["public", "holder", "yes yes yes yes"],
  ["public", "nobody", "yes 403 403 403"],
  ["links", "holder", "yes yes yes yes"],
  ["links", "with a link", "yes 403 403 403"],
  ["links", "nobody", "401 401 401 401"],
  ["public", "wrongly proven", "yes 401 401 401"],
  ["links", "wrongly proven", "401 401 401 401"],
  ["oidc", "holder", "yes yes yes yes"],
  ["oidc", "signed in", "yes yes 403 403"],
  ["oidc", "nobody", "401 401 401 401"],
  ["both", "holder", "yes yes yes yes"],
  ["both", "signed in", "yes yes 403 403"],
  ["both", "with a link", "yes 403 403 403"],
  ["both", "nobody", "401 401 401 401"],
];
const words = { allowed: "yes", unauthorised: "401", forbidden: "403" };
const wants: [Wanted, boolean][] = [
  ["read", false],
  ["ask", true],
  ["ask", false],
  ["administer", true],
];

describe("who may read, ask, ask from elsewhere, administer", () => {
  it.each(table)("with access %s: %s, %s", (access, who, expected) => {
    const asked = { access: configured[access], who: people[who] ?? { kind: "nobody" as const } };
    const rulings = wants.map(([wanted, isOwnPage]) => mayDo({ ...asked, wanted, isOwnPage }));
    expect(rulings.map(({ ruling }) => words[ruling]).join(" ")).toBe(expected);
  });

  it("is told with what to do about it", () => {
    const why = (access: Access | undefined, who: Who, wanted: Wanted) => {
      const ruling = mayDo({ access, who, wanted, isOwnPage: false });
      return ruling.ruling === "allowed" ? "" : ruling.why;
    };
    expect(why(undefined, { kind: "nobody" }, "read")).toContain("configure `access`");
    expect(why({ links: true }, { kind: "nobody" }, "read")).toContain("sign in");
    expect(why({ links: true }, { kind: "link", link: "abc" }, "ask")).toContain("lets you read");
    expect(why({ oidc: provider }, { kind: "oidc", user: "example-user" }, "administer")).toContain("flipwatch link");
  });

  it.each<[ProofFault, string]>([
    [{ why: "plain" }, "only over https"],
    [{ why: "unknown" }, "another secret than this Flipwatch has"],
    [{ why: "stale", aheadMs: 125_000 }, "125 s ahead of Flipwatch's"],
    [{ why: "stale", aheadMs: -90_400 }, "90 s behind Flipwatch's"],
    [{ why: "taken" }, "taken before"],
  ])("is told what is wrong with a proof: %o", (fault, words) => {
    const ruling = mayDo({ access: { links: true }, who: { kind: "nobody", fault }, wanted: "read", isOwnPage: false });
    expect(ruling).toEqual({ ruling: "unauthorised", why: expect.stringContaining(words) });
  });
});
