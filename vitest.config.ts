import { defineConfig } from "vitest/config";

/** One project a kind of test: the fast ones beside the code, the others under tests/, each with its own name on the command line. */
const project = (name: string, include: string[], timeoutMs: number, exclude: string[] = []) => ({
  test: {
    name,
    include,
    exclude: ["**/node_modules/**", ...exclude],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    setupFiles: ["tests/properties.setup.ts"],
    // A worker keeps its modules from file to file, which halves the time: no test changes a module for the next one.
    isolate: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});

/** All of them on one lab. */
const browser = () => {
  const { test } = project("browser", ["tests/browser/**/*.test.ts"], 120_000);
  return { test: { ...test, globalSetup: ["tests/browser/set-up.ts"] } };
};

/** Acceptance that runs whole labs and watches the clock: one file at a time. */
const labs = ["clients", "demo", "doctor", "ending", "heartbeat", "lab"].map((name) => `tests/acceptance/${name}.test.ts`);

export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      project("unit", ["packages/*/src/**/*.test.{ts,tsx}"], 60_000),
      project("tidy", ["tests/tidy/**/*.test.ts"], 60_000),
      project("contract", ["tests/contract/**/*.test.ts"], 120_000),
      project("simulation", ["tests/simulation/**/*.test.ts"], 240_000),
      project("acceptance", ["tests/acceptance/**/*.test.ts"], 300_000, labs),
      project("labs", labs, 300_000),
      browser(),
      project("stacks", ["tests/stacks/**/*.test.ts"], 240_000),
    ],
  },
});
