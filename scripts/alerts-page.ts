/** The page of worked alerts: each kind of event as it is told in each language, from the sample events. Written by `generate.ts`. */
import { eventKinds, type FlipwatchEvent } from "@flipwatch/core/event";
import { alertText } from "@flipwatch/core/wording";
import { sampleEvents, sampleGroups } from "@flipwatch/core/wording/samples";

const dashboardUrl = "https://flipwatch.example.com";

export function alertsPage(): string {
  const samples = sampleEvents();
  const sections = eventKinds.map((kind) => {
    return [...section(`## ${kind}`, samples[kind]), ...(kind === "digest" ? groupSections() : [])].join("\n");
  });
  return `${intro}\n${sections.join("\n")}`;
}

/** What has one cause is told in one message. */
function groupSections(): string[] {
  const { check, over, regions } = sampleGroups();
  return [
    ...section("### Names that share a health check", check),
    ...section("### Names that share a health check, when most are over", over),
    ...section("### Regions that fall silent together", regions),
  ];
}

function section(heading: string, event: FlipwatchEvent): string[] {
  return [heading, "", `Severity: ${event.severity}.`, "", ...example(event, "en"), "", ...example(event, "ko"), ""];
}

function example(event: FlipwatchEvent, language: "en" | "ko"): string[] {
  const { subject, short, text } = alertText(event, { language, dashboardUrl });
  return [`\`${subject}\``, "", "```text", text, "```", "", `SMS: \`${short}\``];
}

const intro = `# What alerts say

One example for each kind of event, in English and in Korean: the subject, the text of an e-mail, and the SMS. They are made by \`npm run generate\`
of events that Flipwatch's own rules wrote, and a test fails where this page is not what the code says. All times are UTC.

Facts that are not known are left out rather than guessed. \`±\` is the error that the bounds of both ends leave; of what is only bounded on one side it
says "about" or "or earlier". What belongs to a drill is marked as such in the subject, the title, the text and the SMS. Words of a server, of AWS or of a
channel are quoted as they came. An SMS is at most 160 characters of the GSM alphabet, or 70 as soon as one character is not in it.

Kinds of severity \`record\` are for the timeline: no channel alerts anybody of them.
`;
