import { afterEach, expect, it, vi } from "vitest";
import { defaultProvider } from "./lambda-credentials.ts";

afterEach(() => void vi.unstubAllEnvs());

function given(id: string, secret: string, token: string) {
  vi.stubEnv("AWS_ACCESS_KEY_ID", id);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", secret);
  vi.stubEnv("AWS_SESSION_TOKEN", token);
  return defaultProvider()();
}

it("are the keys of the role, as Lambda puts them into the environment", async () => {
  expect(await given("AKIAEXAMPLE", "hidden", "token")).toEqual({
    accessKeyId: "AKIAEXAMPLE",
    secretAccessKey: "hidden",
    sessionToken: "token",
  });
  expect(await given("AKIAEXAMPLE", "hidden", "")).toEqual({ accessKeyId: "AKIAEXAMPLE", secretAccessKey: "hidden" });
});

it("are told where they are missing, without the half that is there", async () => {
  const { message } = await given("", "hidden", "token").then(
    () => expect.fail("there were credentials"),
    (problem: Error) => problem,
  );
  expect(message).toContain("no AWS credentials in the environment");
  expect(message).not.toContain("hidden");
});
