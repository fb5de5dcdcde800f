/** The command line against a deployment: by its session secret, over https, behind the edge; and what it says where it can't. */
import { writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { samplePair } from "@flipwatch/core/timeline/sample";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ofLocalhost } from "./certificate.ts";
import { type Arrived, type Deployment, SECRET, startDeployment } from "./deployment.ts";
import { endAll, flipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";

let folder = "";
let deployment: Deployment;

beforeAll(async () => {
  folder = await newFolder();
  await writeFile(join(folder, "authority.pem"), ofLocalhost.cert);
  await writeConfig(folder, { home: "eu-west-1", regions: ["eu-central-1"], zones: ["example.com"] });
});
beforeEach(async () => {
  deployment = await startDeployment();
  return () => deployment.close();
});
afterAll(async () => {
  await endAll();
  await removeFolders();
});

const trusting = () => ({ NODE_EXTRA_CA_CERTS: join(folder, "authority.pem") });
const cli = (args: string[], env: Record<string, string> = { FLIPWATCH_SESSION_SECRET: SECRET }) =>
  flipwatch(args, { cwd: folder, env: { FLIPWATCH_API: deployment.url, ...trusting(), ...env } });

/** By a client of our own, so that nothing of the command line's is in it. */
function send({ method, url, headers, body }: Arrived): Promise<[status: number | undefined, text: string]> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(url, deployment.url), { method, headers, ca: ofLocalhost.cert }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (more: string) => {
        text += more;
      });
      response.on("end", () => resolve([response.statusCode, text]));
    });
    sent.on("error", reject).end(body);
  });
}

describe("who holds a deployment's secret", () => {
  it("reads: status, events, deliveries", async () => {
    const status = await cli(["status"]);
    expect([status.code, status.stderr, status.stdout]).toEqual([1, "", expect.stringContaining(samplePair)]);
    expect(await cli(["events", "--pair", samplePair])).toMatchObject({ code: 0, stdout: expect.stringContaining("failover") });
    expect(await cli(["deliveries"])).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing was settled") });
  });

  it("acknowledges, mutes and notes, under the name they say", async () => {
    expect(await cli(["ack", samplePair, "--by", "example-user", "--note", "at it"])).toMatchObject({ code: 0, stderr: "" });
    expect(await cli(["mute", "*.example.com", "--for", "15m", "--by", "example-user"])).toMatchObject({ code: 0, stderr: "" });
    expect(await cli(["note", samplePair, "a full disk", "--by", "example-user"])).toMatchObject({ code: 0, stderr: "" });
    const left = await deployment.records.requests.oldest();
    expect(left.map(({ kind, by, via }) => `${kind} by ${by} via ${via}`)).toEqual([
      "acknowledge by example-user via cli",
      "mute by example-user via cli",
      "note by example-user via cli",
    ]);
  });

  it("makes a link whose token Prometheus reads by, lists it and revokes it", async () => {
    const made = await cli(["link", "--for", "30d", "--note", "prometheus"]);
    expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(`^${deployment.url}/login/link\\?token=[\\w.-]+\n$`)]);
    const authorization = `Bearer ${new URL(made.stdout.trim()).searchParams.get("token")}`;
    const scrape = () => send({ method: "GET", url: "/metrics", headers: { authorization }, body: "" });
    expect(await scrape()).toEqual([200, expect.stringContaining(`flipwatch_pair_role{pair="${samplePair}"`)]);
    expect(await cli(["link", "--list"])).toMatchObject({ stdout: expect.stringContaining("prometheus") });
    const [link] = await deployment.records.links.all();
    expect(await cli(["link", "--revoke", link?.id ?? ""])).toMatchObject({ code: 0 });
    expect((await scrape())[0]).toBe(401);
  });

  it("has the doctor look in", async () => {
    const { stdout } = await cli(["doctor", "--url", deployment.url]);
    expect(stdout).toContain(`ok           deployment: ${deployment.url} answers, and watches 1 pair.`);
  }, 60_000);

  it("sends the secret nowhere, and what somebody copied does nothing", async () => {
    await cli(["link", "--by", "example-user"]);
    await cli(["mute", "*", "--for", "1h"]);
    const posts = deployment.arrived.filter(({ method }) => method === "POST");
    expect(posts.map(({ url }) => url)).toEqual(["/api/links", "/api/requests"]);
    for (const post of posts) {
      expect(await send(post)).toEqual([401, expect.stringContaining("it was taken before")]);
      const [, proof = ""] = /\.(.*)$/.exec(post.headers["x-flipwatch-proof"] ?? "") ?? [];
      expect(proof).toMatch(/^[\w-]{43}$/);
      const revoke = { ...post, url: "/api/links/revoke" };
      expect(await send(revoke)).toEqual([401, expect.stringContaining("another secret than this Flipwatch has")]);
    }
    expect([(await deployment.records.links.all()).length, (await deployment.records.requests.oldest()).length]).toEqual([1, 1]);
    expect(JSON.stringify(deployment.arrived)).not.toContain(SECRET);
  });
});

describe("who can't ask is told what to do", () => {
  it.each<[string, Record<string, string>, number, string]>([
    ["without the secret", {}, 1, "set FLIPWATCH_SESSION_SECRET to the secret that it signs sessions with"],
    ["with another", { FLIPWATCH_SESSION_SECRET: "x".repeat(40) }, 1, "it was made with another secret than this Flipwatch has"],
    [
      "with one that is too short",
      { FLIPWATCH_SESSION_SECRET: "short" },
      2,
      "FLIPWATCH_SESSION_SECRET holds no secret that is long enough",
    ],
    [
      "in the clear",
      { FLIPWATCH_API: "http://flipwatch.example.com", FLIPWATCH_SESSION_SECRET: SECRET },
      2,
      "plain http: nothing was sent",
    ],
    ["at an address nobody vouches for", { NODE_EXTRA_CA_CERTS: "", FLIPWATCH_SESSION_SECRET: SECRET }, 1, "(DEPTH_ZERO_SELF_SIGNED_CERT)"],
  ])("%s", async (_, env, code, words) => {
    const refused = await cli(["link"], env);
    expect([refused.code, refused.stdout, refused.stderr]).toEqual([code, "", expect.stringContaining(words)]);
    expect(await deployment.records.links.all()).toEqual([]);
  });

  it.each([
    [300_000, "is 300 s behind Flipwatch's"],
    [-300_000, "is 300 s ahead of Flipwatch's"],
  ])("where the clocks differ: by %i ms", async (ahead, words) => {
    deployment.ahead(ahead);
    const { code, stderr } = await cli(["status"]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(new RegExp(`clock of the machine that asks ${words}.* set the clock that is wrong`)),
    ]);
  });

  it("by the doctor, too", async () => {
    const { code, stdout } = await cli(["doctor", "--url", deployment.url], {});
    expect([code, stdout.replace(/\s+/g, " ")]).toEqual([
      1,
      expect.stringContaining("set FLIPWATCH_SESSION_SECRET to its secret, or give a link to it"),
    ]);
  }, 60_000);
});
