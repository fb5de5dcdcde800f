import { FlipwatchError } from "@flipwatch/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeal, opened, sealed, secretsFrom } from "./seal.ts";

const [older, newer, other] = ["o".repeat(32), "n".repeat(32), "x".repeat(32)] as const;
const value = { kind: "link", link: "abc", until: 5 };

describe("what is sealed", () => {
  const seal = createSeal([newer]);
  const text = sealed(seal, "session", value, "rules");
  const [version, body, signature] = text.split(".") as [string, string, string];

  it.each<[string, unknown, string]>([
    ["with its own secret", opened(seal, "session", text, "rules"), "value"],
    ["after another secret came in front", opened(createSeal([other, newer]), "session", text, "rules"), "value"],
    ["with another secret alone", opened(createSeal([older]), "session", text, "rules"), "nothing"],
    ["for another purpose", opened(seal, "login", text, "rules"), "nothing"],
    ["after the context changed", opened(seal, "session", text, "other rules"), "nothing"],
    ["as another version", opened(seal, "session", `v2.${body}.${signature}`, "rules"), "nothing"],
    ["without its signature", opened(seal, "session", `${version}.${body}`, "rules"), "nothing"],
    ["with an empty signature", opened(seal, "session", `${version}.${body}.`, "rules"), "nothing"],
    ["with a part too many", opened(seal, "session", `${text}.x`, "rules"), "nothing"],
    ["at an absurd length", opened(seal, "session", `${version}.${body.repeat(200)}.${signature}`, "rules"), "nothing"],
    ["as nothing", opened(seal, "session", "", "rules"), "nothing"],
  ])("%s opens as expected", (_, found, expected) => {
    expect(found).toEqual(expected === "value" ? value : undefined);
  });

  it("is refused with any one character changed", () => {
    const place = fc.integer({ min: 0, max: text.length - 1 });
    const character = fc.constantFrom(..."ABCabc019-_.");
    fc.assert(
      fc.property(place, character, (at, put) => {
        const changed = text.slice(0, at) + put + text.slice(at + 1);
        expect(opened(seal, "session", changed, "rules")).toEqual(changed === text ? value : undefined);
      }),
    );
  });

  it("is refused under every other spelling of the same signature", () => {
    const bytes = Buffer.from(signature, "base64url");
    const others = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
      .map((last) => signature.slice(0, -1) + last)
      .filter((spelt) => spelt !== signature && Buffer.from(spelt, "base64url").equals(bytes));
    expect(others.map((spelt) => opened(seal, "session", `${version}.${body}.${spelt}`, "rules"))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("is signed by the first secret", () => {
    expect(sealed(createSeal([newer, older]), "session", value, "rules")).toBe(text);
  });
});

describe("secrets from the environment", () => {
  it("are separated by commas", () => {
    expect(secretsFrom(`${newer}, ${older}`, "SECRET")).toEqual([newer, older]);
    expect(secretsFrom("é".repeat(16), "SECRET")).toHaveLength(1);
  });

  it.each(["", "short", "s".repeat(31), `${newer},`, `${newer},short`, Array(6).fill(newer).join(",")])(
    "are refused by name, and not shown: %s",
    (text) => {
      const attempt = () => secretsFrom(text, "SECRET_VARIABLE");
      expect(attempt).toThrow(FlipwatchError);
      expect(attempt).toThrow(/^SECRET_VARIABLE holds no secret that is long enough: expected 1 to 5 secrets of at least/);
    },
  );
});
