/** The API as an OpenAPI 3.1 document: its paths from the table of routes, its schemas from the types of the answers. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { eventSchema, linkBodySchema, requestBodySchema, revokeBodySchema } from "@flipwatch/core";
import { type Parameter, type Route, routes } from "@flipwatch/functions/api/routes";
import { webRoutes } from "@flipwatch/functions/web/routes";
import { z } from "zod";
import { replySchemas } from "./reply-schemas.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}packages/functions/package.json`, "utf8")) as { version: string };

const description = `What Flipwatch recorded, as JSON. Lists are paged: \`next\` says where the following page begins. Every answer has an ETag; a matching
\`If-None-Match\` gets 304. Answers are compressed with gzip for whoever takes that. A pair's id contains a slash and is one encoded part of the path:
\`/api/pairs/failover.example.com%2FA\`. Moments are milliseconds since the Unix epoch. Where access is closed, everything answers 401.`;

export function openApiDocument(): object {
  const table: [string, Route][] = Object.entries({ ...routes, ...webRoutes });
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, route] of table) paths[route.path] = { ...paths[route.path], [route.method]: operation(name, route) };
  return {
    openapi: "3.1.1",
    info: { title: "Flipwatch", version, description: description.replaceAll("\n", " "), license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/", description: "Wherever this document comes from." }],
    paths,
    components: { schemas: schemasOf(table.map(([, route]) => route)), responses },
  };
}

// ---- paths --------------------------------------------------------------------------------------------------------------

function operation(name: string, route: Route): object {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter = ""]) => ({
    ...{ name: parameter, in: "path", required: true, schema: { type: "string" } },
    description: pathParameters[parameter],
  }));
  const inQuery = Object.entries(route.query).map(([parameter, asked]) => ({
    ...{ name: parameter, in: "query", required: false, description: saysOf(asked), schema: schemaOf(asked) },
  }));
  const answers = {
    [String(route.status ?? (route.method === "post" ? 202 : 200))]: { description: route.says, content: contentOf(route) },
    ...(route.method === "get" ? { "304": { $ref: "#/components/responses/NotModified" } } : {}),
    default: { $ref: "#/components/responses/Refused" },
  };
  const body =
    route.body === undefined ? {} : { requestBody: { required: true, content: { "application/json": { schema: ref(route.body) } } } };
  return { operationId: name, summary: route.says, parameters: [...inPath, ...inQuery, ...headersOf(route)], ...body, responses: answers };
}

const pathParameters: Readonly<Record<string, string>> = {
  pair: "A pair's id: `failover.example.com/A`, encoded.",
  incident: "An incident's id: `failover.example.com/A!1795381097287`, encoded.",
};

/** Only a page's own scripts can send it, which keeps other sites out. */
function headersOf({ method }: Route): object[] {
  if (method === "get") return [];
  return [{ name: "x-flipwatch", in: "header", required: true, description: "Always 1.", schema: { type: "string", enum: ["1"] } }];
}

function contentOf({ reply, alsoMedia = [] }: Route): object {
  const first =
    "type" in reply ? { "application/json": { schema: ref(reply.type) } } : { [reply.media]: { schema: mediaSchema(reply.media) } };
  return Object.assign({}, first, ...alsoMedia.map((media) => ({ [media]: { schema: { type: "string" } } })));
}

function mediaSchema(media: string): object {
  return media === "application/json" ? { type: "object" } : { type: "string" };
}

function saysOf(parameter: Parameter): string {
  if (parameter.kind !== "moment") return parameter.says;
  return `ISO 8601, milliseconds since the epoch, or how long ago: \`90s\`, \`15m\`, \`2h\`, \`7d\`, \`4w\`. ${parameter.says}`;
}

function schemaOf(parameter: Parameter): object {
  switch (parameter.kind) {
    case "number":
      return { type: "integer", minimum: parameter.least, maximum: parameter.most };
    case "choice":
      return { type: "string", enum: parameter.choices };
    case "moment":
    case "text":
      return { type: "string" };
  }
}

const responses = {
  NotModified: { description: "As it was, by its ETag." },
  Refused: {
    description: "Why there is no answer: 400 for what was asked, 401 and 403 for who asks, 404, 409, 503 to try again, 500.",
    content: { "application/json": { schema: ref("ErrorBody") } },
  },
};

// ---- schemas ------------------------------------------------------------------------------------------------------------

/** Those that are checked at run time say more than the types inferred from them. */
const checked = {
  FlipwatchEvent: eventSchema,
  RequestBody: requestBodySchema,
  LinkBody: linkBodySchema,
  RevokeBody: revokeBodySchema,
};

function schemasOf(table: readonly Route[]): object {
  const names = table.flatMap(({ reply, body }) => ["type" in reply ? reply.type : [], body ?? []].flat());
  const made = replySchemas(`${root}packages/functions/src/{api,web}/*.ts`, `${root}tsconfig.json`, [
    ...[...new Set([...names, "ErrorBody"])].filter((name) => !(name in checked)),
  ]);
  const fromZod = Object.entries(checked).map(([name, schema]) => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" });
    return [name, rest] as const;
  });
  const all = { ...made, ...Object.fromEntries(fromZod) };
  const sorted = Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(Object.fromEntries(sorted)).replaceAll('"#/definitions/', '"#/components/schemas/');
  return JSON.parse(text) as object;
}

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
