/** A page of a sentence or two, without script or style, for what has to be said where the dashboard is not. */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type Telling, wordsFor } from "./words.ts";

export interface PlainPage {
  telling: Telling;
  status: ContentfulStatusCode;
  /** The request's, to choose the language by. */
  acceptLanguage?: string;
  /** Offers a way back to the sign-in. */
  again?: boolean;
  /** The page asks for itself again after so long. */
  refreshSeconds?: number;
  headers?: Record<string, string>;
}

export function plainPage({ telling, status, acceptLanguage, again, refreshSeconds, headers }: PlainPage): Response {
  const { language, words } = wordsFor(acceptLanguage);
  const html = `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="dark light">${refreshSeconds === undefined ? "" : `\n    <meta http-equiv="refresh" content="${refreshSeconds}">`}
    <link rel="icon" href="data:,">
    <title>${words.title}</title>
  </head>
  <body>
    <main>
      <h1>${words.title}</h1>
      <p>${words.tell[telling]}</p>${again ? `\n      <p><a href="/login">${words.again}</a></p>` : ""}
    </main>
  </body>
</html>
`;
  const own = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  return new Response(html, { status, headers: { ...own, ...headers } });
}
