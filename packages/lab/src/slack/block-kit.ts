/** Checks a message as Slack does, and reads the text out of it. Limits: Slack's Block Kit reference. */

interface TextPart {
  type?: unknown;
  text?: unknown;
}

export interface Block {
  type?: unknown;
  text?: TextPart;
  fields?: TextPart[];
  elements?: (TextPart & { action_id?: string; url?: string; value?: string; style?: string })[];
}

export interface Attachment {
  color?: string;
  fallback?: string;
  text?: string;
  blocks?: Block[];
}

/** What Slack would answer instead of taking it. */
export function complaint(payload: Record<string, unknown>): string | undefined {
  const blocks = payload.blocks ?? [];
  const attachments = payload.attachments ?? [];
  if (!Array.isArray(blocks) || blocks.length > 50) return "invalid_blocks";
  if (!Array.isArray(attachments) || attachments.length > 100) return "invalid_attachments";
  if (payload.text !== undefined && typeof payload.text !== "string") return "invalid_payload";
  if (typeof payload.text === "string" && payload.text.length > 40_000) return "msg_too_long";
  if (!payload.text && blocks.length === 0 && attachments.length === 0) return "no_text";
  const inside = attachments.flatMap((one: Attachment | null) => one?.blocks ?? []);
  if (inside.length > 50) return "invalid_attachments";
  return [...blocks, ...inside].every((block) => wellFormed(block as Block | null)) ? undefined : "invalid_blocks";
}

function wellFormed(block: Block | null): boolean {
  if (typeof block?.type !== "string") return false;
  if (block.type === "header") return within(lengthOf(block.text), 150);
  if (block.type === "actions") return (block.elements ?? []).length <= 25 && (block.elements ?? []).every(wellFormedButton);
  if (block.type === "context") return (block.elements ?? []).length <= 10;
  if (block.type !== "section") return true;
  const fields = block.fields ?? [];
  if (!Array.isArray(fields) || fields.length > 10 || fields.some((field) => !within(lengthOf(field), 2_000))) return false;
  return block.text === undefined ? fields.length > 0 : within(lengthOf(block.text), 3_000);
}

function wellFormedButton({ text, url, value, action_id: action }: NonNullable<Block["elements"]>[number]): boolean {
  const label = lengthOf(text as TextPart | undefined);
  return within(label, 75) && (url ?? "").length <= 3_000 && (value ?? "").length <= 2_000 && (action ?? "").length <= 255;
}

function lengthOf(part: TextPart | undefined): number | undefined {
  return typeof part?.text === "string" ? part.text.length : undefined;
}

function within(length: number | undefined, limit: number): boolean {
  return length !== undefined && length >= 1 && length <= limit;
}

export function blocksOf(payload: Record<string, unknown>): Block[] {
  return Array.isArray(payload.blocks) ? (payload.blocks as Block[]) : [];
}

export function attachmentsOf(payload: Record<string, unknown>): Attachment[] {
  return Array.isArray(payload.attachments) ? (payload.attachments as Attachment[]) : [];
}

/** What a notification would show. */
export function textOf(payload: Record<string, unknown>): string {
  if (typeof payload.text === "string" && payload.text) return payload.text;
  const blocks = [...blocksOf(payload), ...attachmentsOf(payload).flatMap((one) => one.blocks ?? [])];
  const parts = blocks.flatMap((block) => [block.text, ...(block.fields ?? []), ...(block.elements ?? [])]);
  return parts.flatMap((part) => (typeof part?.text === "string" ? [part.text] : [])).join("\n");
}
