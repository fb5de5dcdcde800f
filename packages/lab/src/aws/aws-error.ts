/** An error as an AWS service answers it. Thrown by operations, written in the caller's protocol by the endpoint; never leaves the lab otherwise. */

export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
  }

  get type(): "Sender" | "Receiver" {
    return this.status >= 500 ? "Receiver" : "Sender";
  }
}

export const invalidInput = (message: string): AwsError => new AwsError("InvalidInput", message);

/** What AWS's services say to an operation that they don't have, or that the lab doesn't. */
export function unknownOperation(name: string): AwsError {
  return new AwsError("UnknownOperationException", `The operation ${name} is not known to the lab.`, 404);
}
