/**
 * What becomes of an error of LevelDB: a full disk, a failed write. dynalite throws it outside every promise, which would end the process; dressed
 * as DynamoDB's own InternalServerError it is answered like one, and whoever asked may try again.
 */
import { Level } from "level";

/** As dynalite answers an error that carries these. */
interface Answerable extends Error {
  statusCode?: number;
  body?: { __type: string; message: string };
}

export type Operation = (...args: unknown[]) => Promise<unknown>;
const operations = ["_get", "_getMany", "_put", "_del", "_batch"] as const;

let dressed = false;

/** For every database of this process. Called twice it does nothing. */
export function answerLevelErrors(): void {
  if (dressed) return;
  dressed = true;
  const prototype = Level.prototype as unknown as Record<string, Operation>;
  for (const name of operations) {
    const original = prototype[name];
    if (original === undefined) continue;
    prototype[name] = answering(original);
  }
}

/** The same operation, with errors that dynalite answers. */
export function answering(original: Operation): Operation {
  return async function (this: unknown, ...args) {
    try {
      return await original.apply(this, args);
    } catch (problem) {
      throw problem instanceof Error ? answerable(problem) : problem;
    }
  };
}

function answerable(problem: Answerable): Error {
  problem.statusCode ??= 500;
  problem.body ??= { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: problem.message };
  return problem;
}
