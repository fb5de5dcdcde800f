/** One JSON object a line on standard output, which Lambda hands to CloudWatch Logs. Ids, counts and times; never a secret. */
import type { Log } from "../steps/log.ts";

/** `base` stands in every line: the function's name and region. */
export function jsonLog(write: (line: string) => void, base: Record<string, unknown> = {}): Log {
  return (level, message, facts = {}) => write(JSON.stringify({ level, message, ...base, ...facts }, plainError));
}

export const lambdaLog: Log = jsonLog((line) => process.stdout.write(`${line}\n`));

/** An Error as JSON would otherwise be `{}`. */
function plainError(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const code = "code" in value ? { code: value.code } : {};
  return { name: value.name, message: value.message, ...code, ...(value.cause === undefined ? {} : { cause: value.cause }) };
}
