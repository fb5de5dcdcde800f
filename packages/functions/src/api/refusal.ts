/** How the API says no: one JSON shape for every error, `{ "error": { "code", "message" } }`. */
import { FlipwatchError } from "@flipwatch/core";

export type RefusalCode = "bad-request" | "unauthorised" | "forbidden" | "not-found" | "conflict";

/** A request that can't be answered as asked; the message says what was found and what is expected. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
  }
}

export interface ErrorBody {
  error: {
    /** Stable: `bad-request`, `not-found`, … */
    code: string;
    /** What was found and what is expected, for people. */
    message: string;
  };
}

export interface ErrorReply {
  status: 400 | 401 | 403 | 404 | 409 | 500 | 503;
  body: ErrorBody;
}

const statusOf = { "bad-request": 400, unauthorised: 401, forbidden: 403, "not-found": 404, conflict: 409 } as const;

/** A refusal in its own words; of any other error only that it happened, since its message may name parts of the inside. */
export function errorReply(problem: unknown): ErrorReply {
  if (problem instanceof Refusal) return reply(statusOf[problem.code], problem.code, problem.message);
  if (problem instanceof FlipwatchError && problem.retryable)
    return reply(503, problem.code, "a part this answer needs does not respond; try again");
  return reply(500, "internal", "this answer could not be made; the log of the API says why");
}

function reply(status: ErrorReply["status"], code: string, message: string): ErrorReply {
  return { status, body: { error: { code, message } } };
}
