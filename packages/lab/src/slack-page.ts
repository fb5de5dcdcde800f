/** The look-alike's channel as a page: newest message last, as people read Slack. */
import { escapeHtml } from "./exchange.ts";
import type { SlackMessage } from "./slack.ts";

export function slackPage(messages: readonly SlackMessage[]): string {
  const items = messages.map(
    ({ at, webhook, text }) =>
      `<li><time>${new Date(at).toISOString().slice(11, 19)}</time> <b>Flipwatch</b> <small>${escapeHtml(webhook)}</small><p>${escapeHtml(text)}</p></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title># alerts</title>
<style>
  body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1d1c1d; }
  ul { list-style: none; padding: 0; } li { border-top: 1px solid #ddd; padding: .6rem 0; }
  time, small { color: #616061; } p { margin: .2rem 0 0; white-space: pre-wrap; }
</style>
</head>
<body>
<h1># alerts</h1>
${items.length > 0 ? `<ul>\n${items.join("\n")}\n</ul>` : "<p>No messages yet.</p>"}
</body>
</html>
`;
}
