/** Makes any text fit for SQS's and SNS's group and deduplication ids; texts that fit already stay readable. */
import { createHash } from "node:crypto";

/** 1 to 128 letters, digits and punctuation marks (SQS and SNS API References, MessageDeduplicationId). */
const FITS = /^[!-~]{1,128}$/;

export function fifoId(text: string): string {
  return FITS.test(text) ? text : createHash("sha256").update(text).digest("hex");
}
