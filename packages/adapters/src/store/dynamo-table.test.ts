import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { FlipwatchError } from "@flipwatch/core";
import { afterEach, describe, expect, it } from "vitest";
import { createDocumentClient, createDynamoTable } from "./dynamo-table.ts";

/** What contract tests can't bring about: a DynamoDB that says no. It answers the requests one by one as scripted, the last answer for ever. */
let server: Server | undefined;
const asked: { target: string; body: Record<string, unknown> }[] = [];
afterEach(async () => {
  asked.length = 0;
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

interface Scripted {
  status?: number;
  body: unknown;
}

async function tableAgainst(...answers: Scripted[]) {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const { status = 200, body } = answers[Math.min(asked.length, answers.length - 1)] as Scripted;
      asked.push({ target: String(request.headers["x-amz-target"]), body: JSON.parse(text) });
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server?.listen(0, "127.0.0.1", resolve));
  return tableAt((server.address() as AddressInfo).port);
}

function tableAt(port: number) {
  const connection = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "local",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  return createDynamoTable({ client: createDocumentClient(connection), tableName: "flipwatch" });
}

const refusal = (type: string, status = 400): Scripted => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "Said no." },
});
const key = { pk: "PAIR#failover.example.com/A", sk: "HEAD" };

describe("what DynamoDB refuses", () => {
  it.each<[string, Scripted, boolean]>([
    ["throttling passes", refusal("ThrottlingException"), true],
    ["too much throughput passes", refusal("ProvisionedThroughputExceededException"), true],
    ["an account's limit passes", refusal("RequestLimitExceeded"), true],
    ["an internal error passes", refusal("InternalServerError", 500), true],
    ["an outage passes", refusal("ServiceUnavailable", 503), true],
    ["a missing table stays missing", refusal("ResourceNotFoundException"), false],
    ["missing rights stay missing", refusal("AccessDeniedException"), false],
    ["a malformed request stays malformed", refusal("ValidationException"), false],
  ])("%s", async (_, answer, retryable) => {
    const table = await tableAgainst(answer);
    const expected = { code: "store-unavailable", retryable };
    await expect(table.get(key)).rejects.toMatchObject(expected);
    await expect(table.put(key, { absent: true })).rejects.toMatchObject(expected);
    await expect(table.query({ pk: "A" })).rejects.toMatchObject(expected);
    await expect(table.queryIndex("due", { pk: "A" })).rejects.toMatchObject(expected);
    await expect(table.getMany([key])).rejects.toMatchObject(expected);
    await expect(table.remove(key)).rejects.toMatchObject(expected);
  });

  it("is no error when only the condition is refused", async () => {
    const table = await tableAgainst(refusal("ConditionalCheckFailedException"));
    expect(await table.put(key, { absent: true })).toBe(false);
  });

  it("passes when nobody listens", async () => {
    await tableAgainst({ body: {} });
    const { port } = (server as unknown as Server).address() as AddressInfo;
    await new Promise((resolve) => server?.close(resolve));
    await expect(tableAt(port).get(key)).rejects.toMatchObject({ code: "store-unavailable", retryable: true });
  });

  it("says what was tried and with which item, and nothing of the signature", async () => {
    const table = await tableAgainst(refusal("AccessDeniedException"));
    const error = await table.put(key).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FlipwatchError);
    expect((error as FlipwatchError).message).toContain("put PAIR#failover.example.com/A HEAD: AccessDeniedException: Said no.");
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/Signature|AWS4-HMAC/);
  });
});

describe("reads", () => {
  it("are strongly consistent, except of an index", async () => {
    const table = await tableAgainst({ body: { Items: [], Responses: {} } });
    await table.get(key);
    await table.getMany([key]);
    await table.query({ pk: "A" });
    await table.queryIndex("due", { pk: "A" });
    const [get, getMany, query, index] = asked.map(({ body }) => body);
    expect([get?.ConsistentRead, query?.ConsistentRead, index?.ConsistentRead]).toEqual([true, true, undefined]);
    expect(getMany).toMatchObject({ RequestItems: { flipwatch: { ConsistentRead: true } } });
  });
});

describe("getting many", () => {
  const wire = (sk: string) => ({ pk: { S: "A" }, sk: { S: sk } });
  const answer = (found: string[], left: string[]): Scripted => ({
    body: {
      Responses: { flipwatch: found.map(wire) },
      UnprocessedKeys: left.length ? { flipwatch: { Keys: left.map(wire), ConsistentRead: true } } : {},
    },
  });
  const keys = ["1", "2", "3"].map((sk) => ({ pk: "A", sk }));

  it("asks again for what was left unprocessed, and only for that", async () => {
    const table = await tableAgainst(answer(["1"], ["2", "3"]), answer([], ["2", "3"]), answer(["2"], ["3"]), answer(["3"], []));
    expect((await table.getMany(keys)).map((item) => item.sk)).toEqual(["1", "2", "3"]);
    const asking = asked.map(
      ({ body }) => (body as { RequestItems: { flipwatch: { Keys: unknown[] } } }).RequestItems.flipwatch.Keys.length,
    );
    expect(asking).toEqual([3, 2, 2, 1]);
  });

  it("gives up for now when nothing comes any more", async () => {
    const table = await tableAgainst(answer(["1"], ["2", "3"]), answer([], ["2", "3"]));
    await expect(table.getMany(keys)).rejects.toMatchObject({
      code: "store-unavailable",
      retryable: true,
      message: expect.stringContaining("2 of 3"),
    });
    expect(asked).toHaveLength(7);
  });
});
