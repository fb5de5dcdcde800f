/** The page that a demo web server shows: where it runs, in large letters, so that a failover is seen at a glance. */
import type { DemoSite } from "./demo-servers.ts";

const colours = { primary: "#0b6e4f", secondary: "#9a5b00" };

export function demoPage(site: DemoSite): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hello World from ${site.zone}</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; gap: .5rem; text-align: center;
    font: 1.1rem/1.5 system-ui, sans-serif; color: #fff; background: ${colours[site.side]}; }
  h1 { margin: 0; font-size: clamp(1.6rem, 6vw, 3.2rem); }
</style>
</head>
<body>
<h1>Hello World from ${site.zone}</h1>
<p>The ${site.side} server of failover.example.com, at ${site.endpoint.replace(/:80$/, "")}.</p>
</body>
</html>
`;
}
