/** Every file in the repository that is made from code: its path from the root and its text. Writing them is `generate.ts`, checking them a tidy test. */
import { EVENT_SCHEMA, eventSchema } from "@flipwatch/core";
import { z } from "zod";
import { alertsPage } from "./alerts-page.ts";
import { costPage } from "./cost-page.ts";
import { openApiDocument } from "./openapi.ts";

export interface GeneratedFile {
  path: string;
  text: string;
}

export function generatedFiles(): GeneratedFile[] {
  const api = openApiDocument();
  return [
    { path: "docs/schema/flipwatch.event-1.schema.json", text: `${JSON.stringify(eventJsonSchema(), null, 2)}\n` },
    { path: "docs/alerts.md", text: alertsPage() },
    { path: "docs/cost.md", text: costPage() },
    // For people, and, small, for the API to hand out.
    { path: "docs/openapi.json", text: `${JSON.stringify(api, null, 2)}\n` },
    { path: "packages/functions/src/api/openapi.json", text: `${JSON.stringify(api)}\n` },
  ];
}

// In zod's input mode an object may have further properties: whoever checks events by this schema must not stumble over a field that a
// later version adds.
function eventJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(eventSchema, { target: "draft-2020-12", io: "input" });
  const description = "A fact in a log of Flipwatch: what is published, posted to webhooks and printed by --json.";
  return { $schema, $id: "flipwatch.event-1.schema.json", title: EVENT_SCHEMA, description, ...schema };
}
