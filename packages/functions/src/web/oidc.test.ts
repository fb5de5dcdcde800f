/** Whose address a provider vouches for. The way there and back is tested against a real provider, in `tests/contract/sign-in`. */
import { describe, expect, it } from "vitest";
import { addressIn } from "./oidc.ts";

const ours = "example-user@example.com";
const other = "example-user@example.net";

describe("the address of who signed in", () => {
  it.each([
    ["the token's, with what it says of it", { email: ours, email_verified: true }, { email: ours, email_verified: false }, ours, true],
    ["the token's, of which userinfo says that it was verified", { email: ours }, { email: ours, email_verified: true }, ours, true],
    ["the token's, of which nobody says so", { email: ours }, { email: other, email_verified: true }, ours, undefined],
    ["userinfo's, with what that says", {}, { email: other, email_verified: true }, other, true],
    [
      "userinfo's, whatever the token says of an address it does not name",
      { email_verified: true },
      { email: other, email_verified: false },
      other,
      false,
    ],
    ["nobody's", { email_verified: true }, {}, undefined, undefined],
  ])("is %s", (_, idClaims, info, email, verified) => {
    expect(addressIn(idClaims, info)).toEqual({ email, email_verified: verified });
  });
});
