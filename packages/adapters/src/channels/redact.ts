/** Takes a channel's secrets out of any text before it is stored, logged or shown. */

/** Shorter pieces are words such as `services` or `v1`, and would make errors unreadable. */
const SHORTEST_SECRET = 6;
const HIDDEN = "[hidden]";

export type Redact = (text: string) => string;

/**
 * Other sides like to echo: `Cannot POST /services/T000/B000/xyz`. So not only each secret goes, but each piece of a URL that may be one:
 * its path, query and user part, as written and decoded.
 */
export function createRedact(secrets: { urls?: readonly string[]; values?: readonly string[] }): Redact {
  const pieces = [...(secrets.values ?? []).flatMap(valuePieces), ...(secrets.urls ?? []).flatMap(urlPieces)];
  const hidden = [...new Set(pieces.flatMap(spellings))].filter((piece) => piece.length >= SHORTEST_SECRET);
  // The longest first, so that no piece of a longer one is left standing.
  hidden.sort((one, other) => other.length - one.length);
  return (text) => hidden.reduce((kept, piece) => kept.replaceAll(piece, HIDDEN), text);
}

/** `Bearer xyz` is a secret as a whole and in its parts. */
function valuePieces(value: string): string[] {
  return [value, ...value.split(/[\s,;=]+/)];
}

function urlPieces(text: string): string[] {
  if (!URL.canParse(text)) return [text];
  const url = new URL(text);
  const path = url.pathname === "/" ? [] : [url.pathname, ...url.pathname.split("/")];
  const query = [url.search.slice(1), ...url.searchParams.values()];
  return [text, url.href, `${url.pathname}${url.search}`, ...path, ...query, ...userPieces(url)];
}

/** Node sends a URL's user part as Basic authorization, which is no more than another spelling of it. */
function userPieces({ username, password }: URL): string[] {
  if (username === "" && password === "") return [];
  return [username, password, Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")];
}

function spellings(piece: string): string[] {
  return [piece, decoded(piece), encodeURIComponent(piece), JSON.stringify(piece).slice(1, -1), escapedForHtml(piece)];
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    // Not percent-encoded text at all: there is no other spelling.
    return piece;
  }
}

function escapedForHtml(piece: string): string {
  return piece.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
