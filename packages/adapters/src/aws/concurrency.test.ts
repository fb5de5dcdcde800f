import { afterEach, describe, expect, it } from "vitest";
import { type Answer, type Received, replyWith, startServer } from "../testing/http-server.ts";
import { askConcurrency } from "./concurrency.ts";

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function asked(answer: Answer): Promise<{ there: Promise<number | undefined>; received: Received[] }> {
  const server = await startServer(answer);
  servers.push(server);
  const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
  return { there: askConcurrency("eu-west-1", { endpoint: server.origin, credentials }), received: server.received };
}

describe("the concurrency that a region gives", () => {
  it.each<[string, object, number | undefined]>([
    ["is what nobody reserved", { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900 } }, 900],
    ["is all of it where nothing says what is reserved", { AccountLimit: { ConcurrentExecutions: 10 } }, 10],
    ["is not known of an answer without it", {}, undefined],
  ])("%s", async (_, body, expected) => {
    const { there, received } = await asked(replyWith(200, JSON.stringify(body)));
    expect(await there).toBe(expected);
    expect(received[0]).toMatchObject({ method: "GET", url: "/2016-08-19/account-settings" });
  });

  it("is refused by the SDK's error, asked once", async () => {
    const { there, received } = await asked(replyWith(403, "{}", { "x-amzn-errortype": "AccessDeniedException" }));
    await expect(there).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(received).toHaveLength(1);
  });
});
