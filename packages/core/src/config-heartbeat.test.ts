import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { FlipwatchError } from "./error.ts";

const SECRET = "5b1e2c3d-check-id";
const url = `https://ping.example.com/${SECRET}`;
const config = (heartbeat: unknown) => ({ zones: ["example.com"], regions: ["local"], heartbeat });

function problemsOf(heartbeat: unknown): string {
  try {
    parseConfig(config(heartbeat));
    return "";
  } catch (error) {
    if (error instanceof FlipwatchError) return error.message;
    throw error;
  }
}

describe("a configured heartbeat", () => {
  it("gets its place as its name, and a minute as its period", () => {
    const { config: parsed } = parseConfig(config([{ url }, { name: "slow", url, everySeconds: 600 }]));
    expect(parsed.heartbeat).toEqual([
      { name: "0", url, everySeconds: 60 },
      { name: "slow", url, everySeconds: 600 },
    ]);
    expect(parseConfig(JSON.parse(JSON.stringify(parsed))).config).toEqual(parsed);
  });

  it("is none where nobody expects one", () => {
    for (const heartbeat of [undefined, []]) expect(parseConfig(config(heartbeat)).config).not.toHaveProperty("heartbeat");
  });

  it.each<[string, unknown, string]>([
    ["no address", [{}], "heartbeat[0].url: is missing, expected an http:// or https:// URL"],
    [
      "a period below a minute",
      [{ url, everySeconds: 5 }],
      "heartbeat[0].everySeconds: found 5, expected a whole number of seconds from 60 to 86400",
    ],
    ["a name twice", [{ url }, { name: "0", url }], 'heartbeat[1]: the name "0" is already at heartbeat[0], expected it once'],
    ["an address that is none, unshown", [{ url: `ping.example.com/${SECRET}` }], "text that is not shown here, since it may be secret"],
    ["an address in the wrong place, unshown", [{ name: url, url }], "found a URL at ping.example.com"],
  ])("is refused for %s", (_what, heartbeat, expected) => {
    expect(problemsOf(heartbeat)).toContain(expected);
    expect(problemsOf(heartbeat)).not.toContain(SECRET);
  });

  it("is warned about where its address would go unencrypted", () => {
    const { warnings } = parseConfig(config([{ url: url.replace("https", "http") }]));
    expect(warnings.filter((warning) => warning.startsWith("heartbeat"))).toEqual([
      "heartbeat[0].url: pings go to ping.example.com unencrypted; use https.",
    ]);
  });
});
