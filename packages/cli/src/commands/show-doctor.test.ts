import { replyWith, startServer } from "@flipwatch/adapters/testing/http-server";
import { describe, expect, it } from "vitest";
import { deploymentAt, sightLines } from "./show-doctor.ts";

describe("a line of the doctor", () => {
  it.each([
    ["ok", "✔ ok           zone example.com: 2 failover pairs."],
    ["warning", "▲ warning      zone example.com: 2 failover pairs."],
    ["problem", "✖ problem      zone example.com: 2 failover pairs."],
    ["not-checked", "– not checked  zone example.com: 2 failover pairs."],
  ] as const)("says %s by a sign and a word", (state, line) => {
    expect(sightLines({ part: "zone example.com", state, saw: "2 failover pairs." })).toEqual([line]);
  });

  it("says what to do below, and further lines of what was seen above it", () => {
    expect(sightLines({ part: "channel slack:ops", state: "problem", saw: "one\ntwo", todo: "Renew it." })).toEqual([
      "✖ problem      channel slack:ops: one",
      "               two",
      "               What to do: Renew it.",
    ]);
  });
});

describe("the address of a deployment", () => {
  it("that is a link lets the doctor in by its token, which is shown nowhere", async () => {
    const server = await startServer(replyWith(200, '{"ok":true}'));
    try {
      const deployment = deploymentAt(`${server.origin}/login/link?token=link-secret`, true);
      expect(deployment.url).toBe(server.origin);
      expect(await deployment.ask("/api/health")).toEqual({ ok: true });
      expect(server.received[0]).toMatchObject({ url: "/api/health", headers: { authorization: "Bearer link-secret" } });
    } finally {
      await server.close();
    }
  });

  it("must be one", () => {
    expect(() => deploymentAt("flipwatch", true)).toThrow("flipwatch is no address");
  });
});
