/** Who may do what, all of it. */
import type { Access } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { mayDo, type Wanted, type Who } from "./access.ts";

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
  "signed in": { kind: "oidc", user: "example-user" },
  "with a link": { kind: "link", link: "abc" },
  nobody: { kind: "nobody" },
};

/** Of each who may come about at all: to read, to ask from the own page, to ask from elsewhere, to administer. */
const table: [keyof typeof configured, string, string][] = [
  ["none", "machine", "yes yes yes yes"],
  ["none", "nobody", "401 401 401 401"],
  ["public", "machine", "yes yes yes yes"],
  ["public", "nobody", "yes 403 403 403"],
  ["links", "machine", "yes yes yes yes"],
  ["links", "with a link", "yes 403 403 403"],
  ["links", "nobody", "401 401 401 401"],
  ["oidc", "machine", "yes yes yes yes"],
  ["oidc", "signed in", "yes yes 403 403"],
  ["oidc", "nobody", "401 401 401 401"],
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
});
