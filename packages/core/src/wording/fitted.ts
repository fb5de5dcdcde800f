/** Keeps lines on one line and within the lengths of what carries them. What is cut is the middle of a name: its ends tell most. */

/** Fewer than 100 characters, as an SNS subject must be (SNS API Reference, Publish). */
export const SUBJECT_LIMIT = 99;
/** Slack's header block holds 150 (Slack reference, header block). */
export const TITLE_LIMIT = 150;

export type Fits = (text: string) => boolean;

export function within(limit: number): Fits {
  return (text) => text.length <= limit;
}

/**
 * Whether the text goes out as one SMS: 160 characters of the GSM 03.38 alphabet, those of its extension counted twice, or 70 UCS-2 characters
 * as soon as one is not in it (Amazon SNS Developer Guide, page sms_publish-to-phone; 3GPP TS 23.038).
 */
export function fitsSms(text: string): boolean {
  const characters = [...text];
  if (!isGsm(text)) return text.length <= 70;
  return characters.length + characters.filter((character) => GSM_TWICE.has(character)).length <= 160;
}

const GSM = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const GSM_TWICE = new Set("^{}\\[~]|€");

/** For SMS: what the GSM alphabet lacks and our own words use, in letters that it has; where that is not enough to be in it, as it is. */
export function plain(text: string): string {
  const simple = text.replaceAll("±", "+/-").replaceAll("…", "...").replaceAll("→", "->");
  return isGsm(simple) ? simple : text;
}

function isGsm(text: string): boolean {
  return [...text].every((character) => GSM.has(character) || GSM_TWICE.has(character));
}

/** `before`, `middle` and `after` on one line. The middle is cut in its own middle until all fits; then, if need be, the end. */
export function fitted(before: string, middle: string, after: string, fits: Fits): string {
  const name = [...oneLine(middle)];
  const line = (text: string) => oneLine(`${before}${text}${after}`);
  if (fits(line(name.join("")))) return line(name.join(""));
  for (let kept = Math.min(name.length - 1, TITLE_LIMIT); kept >= 8; kept -= 1) {
    const head = Math.ceil(kept / 2);
    const text = line(`${name.slice(0, head).join("")}...${name.slice(name.length - (kept - head)).join("")}`);
    if (fits(text)) return text;
  }
  return cut(line(name.slice(0, 8).join("")), fits);
}

/** The longest beginning that fits: never half a character. */
export function cut(text: string, fits: Fits): string {
  const characters = [...text];
  while (characters.length > 0 && !fits(characters.join(""))) characters.pop();
  return characters.join("").trim();
}

/** Whatever a name, a region or a reason contains, it forges no line of its own. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
