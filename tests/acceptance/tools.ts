/** Runs the tools that people already have (dig, aws, python3 with boto3), where they are installed. */
import { spawn, spawnSync } from "node:child_process";

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Whether the command can be run and succeeds; says why the tests that need it are passed over where it can't. */
export function isInstalled(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { stdio: "ignore" });
  if (status !== 0) process.stderr.write(`passed over: \`${[command, ...args].join(" ")}\` does not run here\n`);
  return status === 0;
}

/** Runs a tool to its end, with nothing of the machine's own AWS set-up. */
export function runTool(command: string, args: readonly string[], env: Record<string, string> = {}, input = ""): Promise<Ran> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const child = spawn(command, args, { env: { ...Object.fromEntries(kept), ...env }, stdio: ["pipe", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.end(input);
  return new Promise((done, fail) => {
    child.once("error", fail).once("close", (code) => done({ code, stdout, stderr }));
  });
}
