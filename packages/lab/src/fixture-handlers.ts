/** For tests: tiny handlers in a folder of their own, so that a lab can be tried without Flipwatch in it. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Prints what came and what the function knows of its world, as one line of JSON. */
const source = `
  export const handler = async (event: any) => {
    const { network, channels } = JSON.parse(process.env.FLIPWATCH_CONFIG ?? "{}");
    const facts = { endpoint: process.env.AWS_ENDPOINT_URL, queue: process.env.FLIPWATCH_WAKE_QUEUE_URL, topic: process.env.FLIPWATCH_TOPIC_ARN, network, channels };
    console.log(JSON.stringify({ event, facts }));
    return event.rawPath ? { statusCode: 201, headers: { "x-seen": event.requestContext.http.method }, body: JSON.stringify(event) } : { facts };
  };
`;

export async function writeFixtureHandlers(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flipwatch-fixture-"));
  const names = ["discover", "probe", "health", "tally", "deliver", "heartbeat", "api", "interact"];
  await Promise.all(names.map((name) => writeFile(join(folder, `${name}.ts`), source)));
  return folder;
}
