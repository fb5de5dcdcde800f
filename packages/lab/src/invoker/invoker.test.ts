import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Bundles, bundleHandlers } from "./bundle.ts";
import type { FunctionSpec } from "./functions.ts";
import { createInvoker, type Invoker } from "./invoker.ts";

/** What a handler may do to its sandbox. */
const fixture = `
  import { writeFileSync } from "node:fs";
  import { setTimeout } from "node:timers/promises";
  let calls = 0;
  export const handler = async (event: any, context: any) => {
    calls += 1;
    console.log("call " + calls);
    if (event.farewell) process.once("exit", () => writeFileSync(event.farewell, "ended by itself"));
    if (event.wait) await setTimeout(event.wait);
    if (event.spin) for (;;) calls += 0;
    if (event.fail) throw new TypeError("told to");
    if (event.reject) { void Promise.reject(new Error("nobody cares")); await setTimeout(10_000); }
    if (event.exit) process.exit(3);
    if (event.env) return Object.keys(process.env).sort();
    if (event.set) process.env.FLIPWATCH_MARK = event.set;
    const { getRemainingTimeInMillis, ...rest } = context;
    return { calls, mark: process.env.FLIPWATCH_MARK, remaining: getRemainingTimeInMillis(), context: rest };
  };
`;

const functions: FunctionSpec[] = [
  { name: "fixture", timeoutSeconds: 5, memoryMb: 64, maxConcurrency: 2 },
  { name: "hasty", timeoutSeconds: 0.2, memoryMb: 64, maxConcurrency: 1 },
  { name: "broken", timeoutSeconds: 5, memoryMb: 64, maxConcurrency: 1 },
];
let folder: string;
let bundles: Bundles;
let invoker: Invoker;
let lines: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flipwatch-test-"));
  await writeFile(join(folder, "fixture.ts"), fixture);
  await writeFile(join(folder, "hasty.ts"), fixture);
  await writeFile(join(folder, "broken.ts"), 'throw new RangeError("at load"); export const handler = () => 1;');
  bundles = await bundleHandlers(folder, ["fixture", "hasty", "broken"]);
});
afterAll(async () => {
  await bundles.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  lines = [];
  invoker = createInvoker({
    bundles,
    functions,
    unitMs: 1_000,
    envFor: (_, region) => ({ FLIPWATCH_REGION: region, FLIPWATCH_MARK: "given" }),
    onLine: ({ functionName, region }, line) => lines.push(`${functionName}@${region} ${line}`),
  });
});
afterEach(() => invoker.close());

const run = async (event: unknown, region = "eu-west-1", name = "fixture") => invoker.invoke(name, region, event);
const ok = async (event: unknown, region?: string) => {
  const outcome = await run(event, region);
  if (outcome.status !== "ok") throw new Error(JSON.stringify(outcome));
  return outcome.payload as { calls: number; mark: string; remaining: number; context: Record<string, unknown> };
};

describe("an invocation", () => {
  it("gets Lambda's context", async () => {
    const { context, remaining } = await ok({});
    expect(context).toMatchObject({
      functionName: "flipwatch-fixture",
      invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:flipwatch-fixture",
      memoryLimitInMB: "64",
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(remaining).toBeGreaterThan(3_000);
    expect(remaining).toBeLessThanOrEqual(5_000);
  });

  it("sees Lambda's environment and nothing of this machine's", async () => {
    process.env.FLIPWATCH_LEAK = "leak";
    const outcome = await run({ env: true });
    delete process.env.FLIPWATCH_LEAK;
    const names = (outcome as { payload: string[] }).payload;
    expect(names).toContain("AWS_LAMBDA_FUNCTION_NAME");
    expect(names).toContain("FLIPWATCH_REGION");
    expect(names.filter((name) => !/^(AWS_|FLIPWATCH_(REGION|MARK)$|LANG$|TZ$)/.test(name))).toEqual([]);
  });

  it("finds its sandbox warm, with what the last one left there", async () => {
    await ok({ set: "left" });
    expect(await ok({})).toMatchObject({ calls: 2, mark: "left" });
    expect(await ok({}, "us-east-2")).toMatchObject({ calls: 1, mark: "given" });
  });

  it("runs beside another in a sandbox of its own, and is throttled beyond the concurrency", async () => {
    const [first, second, third] = await Promise.all([run({ wait: 100 }), run({ wait: 100 }), run({})]);
    expect([first, second]).toMatchObject([{ payload: { calls: 1 } }, { payload: { calls: 1 } }]);
    expect(third).toEqual({ status: "throttled" });
    expect(invoker.stats()).toMatchObject([{ invocations: 2, coldStarts: 2, throttles: 1, running: 0 }]);
  });

  it("can find its sandbox loaded before it is needed", async () => {
    await invoker.warm("fixture", "eu-west-1");
    expect(invoker.stats()).toMatchObject([{ coldStarts: 1, invocations: 0 }]);
    await ok({});
    expect(invoker.stats()).toMatchObject([{ coldStarts: 1, invocations: 1 }]);
  });

  it("waits for its sandbox to load, and says so", async () => {
    const first = run({});
    expect(invoker.waiting("fixture", "eu-west-1")).toBe(true);
    await first;
    expect(invoker.waiting("fixture", "eu-west-1")).toBe(false);
  });

  it("has its printed lines captured", async () => {
    await ok({});
    await expect.poll(() => lines).toEqual(["fixture@eu-west-1 call 1"]);
  });
});

describe("an invocation that goes wrong", () => {
  it("by throwing leaves the sandbox warm", async () => {
    expect(await run({ fail: true })).toMatchObject({ status: "error", errorType: "TypeError", errorMessage: "told to" });
    expect(await ok({})).toMatchObject({ calls: 2 });
  });

  it.each([
    ["waiting", { wait: 60_000 }],
    ["spinning", { spin: true }],
  ])("by %s too long is killed, and the next starts cold", async (_, event) => {
    expect(await run(event, "eu-west-1", "hasty")).toMatchObject({
      status: "error",
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.20 seconds$/),
    });
  });

  it("by waiting too long is asked to end itself: a thread that is killed while a packet comes in takes the process along", async () => {
    const farewell = join(folder, "farewell");
    await run({ wait: 60_000, farewell }, "eu-west-1", "hasty");
    await expect.poll(() => readFile(farewell, "utf8").catch(() => ""), { timeout: 10_000 }).toBe("ended by itself");
  });

  it("by exiting is Runtime.ExitError", async () => {
    expect(await run({ exit: true })).toMatchObject({
      status: "error",
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining("exit status 3"),
    });
    expect(await ok({})).toMatchObject({ calls: 1 });
  });

  it("by a rejection nobody handles ends the sandbox", async () => {
    expect(await run({ reject: true })).toMatchObject({ errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "nobody cares" });
    expect(await ok({})).toMatchObject({ calls: 1 });
  });

  it("at load says what the module threw", async () => {
    expect(await run({}, "eu-west-1", "broken")).toMatchObject({ status: "error", errorType: "RangeError", errorMessage: "at load" });
  });

  it("by closing the lab is told", async () => {
    const running = run({ wait: 60_000 });
    await invoker.close();
    expect(await running).toMatchObject({ status: "error", errorType: "Runtime.ExitError" });
    await expect(run({})).rejects.toMatchObject({ code: "lab-failed" });
  });

  it("for want of the function is an error that names those there are", async () => {
    await expect(run({}, "eu-west-1", "nothing")).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining("fixture, hasty"),
    });
  });
});

it("bundling names the handler that is missing", async () => {
  await expect(bundleHandlers(folder, ["absent"])).rejects.toMatchObject({
    code: "lab-failed",
    message: expect.stringContaining("absent"),
  });
});
