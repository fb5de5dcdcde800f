/**
 * Signs what browsers and links carry, and knows it again: HMAC-SHA-256, each purpose for itself, so that what was signed for one opens nothing of
 * another. What is signed is not hidden; what it means is decided where it is used.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { FlipwatchError } from "@flipwatch/core";

export type Purpose = "session" | "link" | "login" | "verifier" | "nonce" | "proof";

export interface Seal {
  /** The signature of a text, 43 characters. With the first secret. */
  sign(purpose: Purpose, text: string): string;
  /** Whether it was signed with any of the secrets, in a time that does not tell how much of it fits. */
  isSigned(purpose: Purpose, text: string, signature: string): boolean;
}

/** Bytes; as long as the signature. */
export const SECRET_BYTES_MIN = 32;
/** The newest and what is being rotated out. */
const SECRETS_MAX = 5;
const SIGNATURE_BYTES = 32;
const VERSION = "v1";

/** `secrets`: at least one, the first signs. */
export function createSeal(secrets: readonly string[]): Seal {
  const [first = ""] = secrets;
  return {
    sign: (purpose, text) => macOf(first, purpose, text).toString("base64url"),
    isSigned(purpose, text, signature) {
      const given = Buffer.from(signature, "base64url");
      // The last letter's spare bits spell one signature in four ways; only one is taken, so that a signature can be remembered by its text.
      if (given.length !== SIGNATURE_BYTES || given.toString("base64url") !== signature) return false;
      // Every secret is tried, whichever fits.
      return secrets.map((secret) => timingSafeEqual(macOf(secret, purpose, text), given)).includes(true);
    },
  };
}

function macOf(secret: string, purpose: Purpose, text: string): Buffer {
  return createHmac("sha256", secret).update(`flipwatch ${VERSION} ${purpose}\n${text}`).digest();
}

/** Secrets separated by commas. Throws FlipwatchError `config-invalid` that says where they are from, and shows none. */
export function secretsFrom(text: string, where: string): string[] {
  const secrets = text.split(",").map((secret) => secret.trim());
  const isFit = secrets.length <= SECRETS_MAX && secrets.every((secret) => Buffer.byteLength(secret) >= SECRET_BYTES_MIN);
  if (isFit) return secrets;
  const how = `expected 1 to ${SECRETS_MAX} secrets of at least ${SECRET_BYTES_MIN} bytes each, separated by commas; the first signs`;
  throw new FlipwatchError("config-invalid", `${where} holds no secret that is long enough: ${how}`);
}

/** A value as signed text for a cookie. `context` must be the same when it is opened: what changes it ends what was sealed. */
export function sealed(seal: Seal, purpose: Purpose, value: object, context = ""): string {
  const body = Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${VERSION}.${body}.${seal.sign(purpose, `${body}\n${context}`)}`;
}

/** The value; undefined for a text that was not sealed here for this purpose and context, or is longer than any that is. */
export function opened(seal: Seal, purpose: Purpose, text: string, context = ""): Record<string, unknown> | undefined {
  const [version, body = "", signature = "", ...more] = text.length <= 4_096 ? text.split(".") : [];
  if (version !== VERSION || more.length > 0 || !seal.isSigned(purpose, `${body}\n${context}`, signature)) return undefined;
  // What carries our signature is what we wrote.
  return JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
}
