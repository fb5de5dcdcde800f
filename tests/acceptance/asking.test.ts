/**
 * What people ask of a `flipwatch run` at the command line while an incident is open: to acknowledge it, to mute and unmute, to see what became
 * of each alert, and to send again what a channel gave up. In words and as JSON, and as the web hook hears of it.
 */
import { type Answer, replyWith, startServer, type TestServer } from "@flipwatch/adapters/testing/http-server";
import type { Delivery, FlipwatchEvent } from "@flipwatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, type Flipwatch, flipwatch, startFlipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { type NameServer, startNameServer } from "./name-server.ts";
import { until } from "./until.ts";

const NAMES = ["failover.example.com", "www.example.com"];
const PAIR = "failover.example.com/A";
const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;

let folder = "";
let server: NameServer;
/** The first forgets nothing; the second is gone while the failover is told. */
let receivers: TestServer[] = [];
let run: Flipwatch;
let api = "";

const serve = (value: string) => {
  for (const name of NAMES) server.answer(name, "A", [{ type: "A", name, ttl: 60, data: value }]);
};
const gone: Answer = replyWith(410, "nobody lives here");

/** What a person sees: exit code, standard output, standard error. */
async function asked(...args: string[]) {
  const { code, stdout, stderr } = await flipwatch([...args, "--api", api], { cwd: folder });
  return { code, stdout, stderr };
}
const printed = (kind: FlipwatchEvent["kind"], pair: string) =>
  run.event(`${kind} of ${pair}`, (event) => event.kind === kind && event.pair === pair);

interface Heard {
  event: FlipwatchEvent;
  possibleRepeat: boolean;
}
function heardAt(index: number): Heard[] {
  return (receivers[index]?.received ?? []).map(({ body, headers }) => ({
    event: JSON.parse(body) as FlipwatchEvent,
    possibleRepeat: headers["x-flipwatch-possible-repeat"] === "true",
  }));
}

beforeAll(async () => {
  [folder, server, receivers] = await Promise.all([
    newFolder(),
    startNameServer(),
    Promise.all([startServer(replyWith(204)), startServer(replyWith(204))]),
  ]);
  serve("192.0.2.10");
  await writeConfig(folder, {
    pairs: NAMES.map((name) => ({
      ...{ name, type: "A" as const, nameservers: [server.address] },
      ...{ primary: { values: ["192.0.2.10"] }, secondary: { values: ["192.0.2.20"] } },
    })),
    probe: { intervalSeconds: 1, resolvers: [server.address] },
    channels: { webhook: ["well", "gone"].map((name, index) => ({ name, url: `${receivers[index]?.origin}/hook` })) },
  });
  run = startFlipwatch(["run", "--json", "--port", "0"], { cwd: folder });
  ({ api } = await run.ready<{ api: string }>());
  for (const name of NAMES) await printed("first-seen", `${name}/A`);
});
afterAll(async () => {
  await endAll();
  await Promise.all([server, ...receivers].map((each) => each?.close()));
  await removeFolders();
});

describe("before anything happened", () => {
  it.each([
    ["ack failover.example.com", 1, /^flipwatch: failover\.example\.com\/A has no open incident, so there is nothing to acknowledge\n$/],
    ["ack nowhere.example.com", 1, /no pair nowhere\.example\.com\/A is watched; `flipwatch status` .*list/],
    ["unmute *", 1, /^flipwatch: nothing is muted\n$/],
    ["note failover.example.com seen", 1, /failover\.example\.com\/A had no incident in the last 30 days; name an older one by its id/],
    ["mute * --for 2w", 2, /Give a duration such as 15m, 2h or 7d/],
    ["deliveries --redrive", 2, /--redrive goes with --failed/],
    ["deliveries --failed", 0, new RegExp(`^nothing failed since ${TIME} UTC\n$`)],
    ["deliveries --failed --redrive", 0, new RegExp(`^nothing failed since ${TIME} UTC\n$`)],
    ["deliveries --channel webhook:other", 2, /^flipwatch: no channel is called webhook:other: there are webhook:well, webhook:gone\n$/],
  ])("`flipwatch %s` ends with %i and says why", async (line, code, words) => {
    expect(await asked(...line.split(" "))).toEqual({ code, stdout: "", stderr: expect.stringMatching(words) });
  });

  it.each(["deliveries", "events"])("`flipwatch %s --help` says how far back it looks in words", async (command) => {
    const { stdout } = await flipwatch([command, "--help"], { cwd: folder });
    expect(stdout).toMatch(/--since <when>[^-]+-?[^(]+\(default: 24h\)/);
  });
});

describe("while an incident is open", () => {
  it("it is acknowledged, once, and every channel that can be told is", async () => {
    receivers[1]?.answer(gone);
    serve("192.0.2.20");
    for (const name of NAMES) await printed("failover", `${name}/A`);
    const ack = await asked("ack", NAMES[0] ?? "", "--by", "example-user", "--note", "looking at the load balancer");
    expect(ack).toEqual({
      code: 0,
      stdout: "Acknowledged: the incident of failover.example.com/A, by example-user. Reminders stop; the end is still told.\n",
      stderr: "",
    });
    const event = await printed("acknowledged", PAIR);
    expect(event).toMatchObject({ incident: { opening: "failover" }, detail: { by: "example-user", via: "cli" } });
    expect(event.message).toContain("looking at the load balancer");
    await until("acknowledged at the web hook", () => heardAt(0).some((heard) => heard.event.id === event.id));
    const again = await asked("ack", PAIR);
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(new RegExp(`example-user acknowledged .* at ${TIME} UTC\n$`))]);
  });

  it("a note of it is in its report, and told nobody", async () => {
    const added = await asked("note", NAMES[0] ?? "", "the load balancer's certificate ran out", "--by", "example-user");
    expect(added).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Noted: of the incident failover\.example\.com\/A!\d+, by example-user\. It is in the incident's report/,
      ),
      stderr: "",
    });
    const incident = /incident (\S+),/.exec(added.stdout)?.[1] ?? "";
    const report = () => fetch(`${api}/api/incidents/${encodeURIComponent(incident)}?format=md`).then((reply) => reply.text());
    await until("the note in the report", async () => (await report()).includes("the load balancer's certificate ran out"));
    expect(heardAt(0).filter(({ event }) => JSON.stringify(event).includes("certificate"))).toEqual([]);
  });

  it("one object says what was asked for, with --json", async () => {
    const { code, stdout, stderr } = await asked("ack", "WWW.example.com/a", "--by", "example-user", "--json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ kind: "acknowledge", pair: "www.example.com/A", by: "example-user", via: "cli" });
    await printed("acknowledged", "www.example.com/A");
  });
});

describe("what a channel gave up", () => {
  /** As `--failed --json` lists them, newest first. */
  async function failed(): Promise<Delivery[]> {
    const { stdout } = await asked("deliveries", "--failed", "--json");
    return stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Delivery);
  }
  /** Of a pair: Flipwatch's own news goes on meanwhile. */
  const ofPairs = (deliveries: readonly Delivery[]) => deliveries.filter(({ log }) => log !== "FLEET").map(({ event }) => event);
  let lost: string[] = [];

  it("is listed beside what arrived, with the reason", async () => {
    await until("failover and acknowledgement of both given up", async () => ofPairs(await failed()).length === 2 * NAMES.length);
    lost = ofPairs(await failed());
    const { code, stdout, stderr } = await asked("deliveries");
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n");
    for (const event of lost) {
      const ofEvent = lines.filter((line) => line.includes(` ${event}`)).toSorted();
      expect(ofEvent).toEqual(
        [
          expect.stringMatching(new RegExp(`^${TIME}  ● delivered +webhook:well +${event} +(failover|acknowledged)$`)),
          expect.stringMatching(
            new RegExp(
              `^${TIME}  ✖ given-up +webhook:gone +${event} +(failover|acknowledged) +the web hook answered 410: nobody lives here$`,
            ),
          ),
        ].toSorted((a, b) => String(a).localeCompare(String(b))),
      );
    }
    expect((await asked("deliveries", "--failed")).stdout).not.toContain("webhook:well");
  });

  it("is sent again when asked for, oldest first, marked as a possible repeat, and to nobody else", async () => {
    const before = { well: heardAt(0).length, gone: heardAt(1).length };
    receivers[1]?.answer(replyWith(204));
    const { code, stdout, stderr } = await asked("deliveries", "--failed", "--redrive", "--channel", "webhook:gone");
    expect(code).toBe(0);
    for (const event of lost) expect(stdout).toContain(event);
    expect(stderr).toMatch(/^(\d+) of \1 will be sent again within a minute; look again with: flipwatch deliveries\n$/);
    const repeats = () =>
      heardAt(1)
        .slice(before.gone)
        .filter(({ possibleRepeat }) => possibleRepeat);
    await until("all of it at the web hook", () => lost.every((id) => repeats().some(({ event }) => event.id === id)));
    for (const name of NAMES) {
      const ofPair = repeats()
        .map(({ event }) => event)
        .filter(({ pair }) => pair === `${name}/A`);
      expect(ofPair.map(({ kind }) => kind)).toEqual(["failover", "acknowledged"]);
    }
    expect(
      heardAt(0)
        .slice(before.well)
        .filter(({ event }) => event.pair !== "FLEET"),
    ).toEqual([]);
    await until("nothing failed any more", async () => (await failed()).length === 0);
    expect((await asked("deliveries", "--channel", "webhook:gone")).stdout).toMatch(/● delivered +webhook:gone +.*sent again on request/);
  });
});

describe("a mute", () => {
  it("is for so many pairs and so long, and is told", async () => {
    const { code, stdout, stderr } = await asked("mute", "*.example.com", "--for", "2h", "--by", "example-user", "--note", "an upgrade");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      new RegExp(
        `^Muted: \\*\\.example\\.com \\(2 pairs\\), for 2 h, until ${TIME} UTC\\. \`flipwatch unmute '\\*\\.example\\.com'\` ends it\\.\n$`,
      ),
    );
    const event = await printed("muted", "FLEET");
    expect(event.message).toMatch(/\*\.example\.com is muted until .* by example-user .*an upgrade/);
    await until("the mute at the web hook", () => heardAt(0).some((heard) => heard.event.id === event.id));
  });

  it("of a name that is mistyped is kept, and said to mean nobody now", async () => {
    const { code, stdout, stderr } = await asked("mute", "fialover.example.com", "--for", "90s", "--json");
    expect([code, stderr]).toEqual([0, "no pair that is watched now matches fialover.example.com; `flipwatch status` lists them\n"]);
    expect(JSON.parse(stdout)).toMatchObject({ kind: "mute", pairs: "fialover.example.com" });
  });

  it("keeps back what happens, but not the end of what was told", async () => {
    serve("192.0.2.10");
    const ends = await Promise.all(NAMES.map((name) => printed("recovered", `${name}/A`)));
    await until("both ends at the web hook", () => ends.every(({ id }) => heardAt(0).some(({ event }) => event.id === id)));
    const back = await printed("answer-back", PAIR);
    expect(heardAt(0).map(({ event }) => event.id)).not.toContain(back.id);
    expect((await asked("deliveries")).stdout).toMatch(new RegExp(`· suppressed +webhook:well +${back.id} +${back.kind} +muted`));
  });

  it("ends when asked for by the same name, and says what it kept back", async () => {
    const wrong = await asked("unmute", "example.org");
    expect(wrong).toMatchObject({ code: 1, stdout: "" });
    expect(wrong.stderr).toMatch(/^flipwatch: nothing is muted as example\.org; muted are: .*\*\.example\.com/);
    const { code, stdout, stderr } = await asked("unmute", "*.example.com", "--by", "example-user");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe("No longer muted: *.example.com. `flipwatch events` shows what was held back.\n");
    const event = await run.event("unmuted", ({ kind, message }) => kind === "unmuted" && message.startsWith("*.example.com"));
    expect(event.message).toMatch(/Held back meanwhile: .*answer-back/);
    await until("the end of the mute at the web hook", () => heardAt(0).some((heard) => heard.event.id === event.id));
  });
});
