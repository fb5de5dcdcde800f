/** What is offered on a page, to whom: drawn to text, without a browser. Sending it is `use-request.test.ts` and the browser tests. */
import { render } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { openSession, type Session, SessionContext } from "../session.ts";
import { Acknowledge } from "./acknowledge.tsx";
import { Mute } from "./mute.tsx";

const pair = "failover.example.com/A";
const muted = { pairs: pair, from: 1_000, until: 9_000, by: "example-user", via: "api" };
const again = () => undefined;

function drawn(session: Session, what: { muted?: typeof muted; acknowledged?: { by: string; at: number } } = {}): string {
  const incident = { id: `${pair}!1`, ...(what.acknowledged && { acknowledged: what.acknowledged }) };
  return render(
    <SessionContext.Provider value={session}>
      <Acknowledge pair={pair} incident={incident} again={again} />
      <Mute pair={pair} muted={what.muted} again={again} />
    </SessionContext.Provider>,
  );
}

describe("what may be asked for on a page", () => {
  it.each([
    ["by a link", { access: "link", mayAsk: false, lab: false }],
    ["where everybody may read", { access: "public", mayAsk: false, lab: false }],
  ] as const)("is nothing for who came %s", (_, session) => {
    expect(drawn(session)).toBe("");
    expect(drawn(session, { muted })).toBe("");
  });

  it("is to acknowledge and to mute, under a name of one's own where nobody signs in", () => {
    const html = drawn(openSession);
    expect(html).toContain("Acknowledge");
    expect(html).toContain("Mute…");
    expect(html).toContain("Your name");
  });

  it("needs no name of whoever signed in", () => {
    expect(drawn({ access: "oidc", user: "user@example.com", mayAsk: true, lab: false })).not.toContain("Your name");
  });

  it("is to end a mute while it lasts, and not to acknowledge twice", () => {
    const html = drawn(openSession, { muted, acknowledged: { by: "example-user", at: 5 } });
    expect(html).toContain("End mute");
    expect(html).not.toContain("Mute…");
    expect(html).not.toContain(">Acknowledge<");
  });

  it("says of which pairs a mute ends that is of more than this one", () => {
    expect(drawn(openSession, { muted: { ...muted, pairs: "*.example.com" } })).toContain("asked for as *.example.com");
  });
});
