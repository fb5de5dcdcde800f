/** As much of a browser as signing in takes: it follows redirects from site to site, and keeps each host's cookies. Ports share them, as in browsers. */

export interface Browser {
  cookies: Map<string, string>;
  /** Goes there and on, to the end of the redirects. */
  open(url: string, init?: RequestInit): Promise<Visited>;
  /** One step only. */
  step(url: string, init?: RequestInit): Promise<Response>;
}

export interface Visited {
  status: number;
  url: string;
  /** Every address on the way, the first one included. */
  way: string[];
  text: string;
}

const REDIRECTS_MAX = 12;

export function newBrowser(): Browser {
  const cookies = new Map<string, string>();
  const step = async (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const set of response.headers.getSetCookie()) keep(cookies, set);
    return response;
  };
  return {
    cookies,
    step,
    async open(first, init) {
      const way = [first];
      for (let count = 0; count < REDIRECTS_MAX; count += 1) {
        const url = way.at(-1) ?? first;
        const response = await step(url, count === 0 ? init : {});
        const text = await response.text();
        const location = response.headers.get("location");
        if (location === null) return { status: response.status, url, way, text };
        way.push(new URL(location, url).href);
      }
      throw new Error(`more than ${REDIRECTS_MAX} redirects: ${way.join(" → ")}`);
    },
  };
}

function keep(cookies: Map<string, string>, set: string): void {
  const [pair = "", ...attributes] = set.split(";");
  const name = pair.slice(0, pair.indexOf("="));
  const isOver = attributes.some((one) => /^\s*(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(one));
  if (isOver) cookies.delete(name);
  else cookies.set(name, pair.slice(pair.indexOf("=") + 1));
}
