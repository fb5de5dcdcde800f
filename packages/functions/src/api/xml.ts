/** Text in XML: escaped, and without the characters that XML cannot hold at all (XML 1.0, section 2.2). */

/** For element content and for attributes in double quotes. */
export function xmlText(text: string): string {
  return [...text].map((character) => escapes[character] ?? (isHeld(character) ? character : "\uFFFD")).join("");
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Control characters but tab and line ends, halves of surrogate pairs and two others are not. */
function isHeld(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
