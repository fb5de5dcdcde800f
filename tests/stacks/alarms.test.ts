/** What people get at night: alarms that say which stage they are of, what they mean and what to do; and that `flipwatch cost` counts all of them. */
import { usageOf } from "@flipwatch/core/cost/usage";
import { watchingOf } from "@flipwatch/core/cost/watching";
import { describe, expect, it } from "vitest";
import { configOf, type DeploymentName, deployed, names } from "./deployments.ts";
import { functionsOf, ofType } from "./resources.ts";

const LIMIT_MS = 240_000;
/** Of AWS: of an alarm's name, of its description, of a topic's name. */
const MOST = { alarm: 255, description: 1_024, topic: 256 };

const alarmsOf = async (name: DeploymentName, stage?: string) =>
  ofType(await deployed(name, stage), "aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name: resource, region, inputs }) => ({
    resource,
    region,
    name: String(inputs.name),
    description: String(inputs.alarmDescription),
  }));

describe.each(names)("the alarms of %s", { timeout: LIMIT_MS }, (deployment) => {
  it("have names of their own stage, unlike any other's in their region", async () => {
    const alarms = await alarmsOf(deployment);
    for (const { resource, name } of alarms) expect(name).toBe(`flipwatch-test-${resource.replace(/Alarm$/, "")}`);
    expect(new Set(alarms.map(({ name, region }) => `${name} ${region}`)).size).toBe(alarms.length);
    for (const { name } of alarms) expect(name.length).toBeLessThanOrEqual(MOST.alarm);
    for (const { name, region, inputs } of ofType(await deployed(deployment), "aws:sns/topic:Topic").filter((one) =>
      one.name.startsWith("Alarms"),
    )) {
      expect([inputs.name, region]).toEqual([`flipwatch-test-${name}`, region]);
      expect(String(inputs.name).length).toBeLessThanOrEqual(MOST.topic);
    }
  });

  it("say the stage, the region, what it means and what to do, in what CloudWatch keeps", async () => {
    const functions = functionsOf(await deployed(deployment)).map(({ inputs }) => `/aws/lambda/${String(inputs.name)}`);
    for (const { resource, region, description } of await alarmsOf(deployment)) {
      expect([resource, description]).toEqual([
        resource,
        expect.stringMatching(new RegExp(`^flipwatch test, ${region}: [A-Z].+\\. .+\\.$`, "i")),
      ]);
      expect(description.length).toBeLessThanOrEqual(MOST.description);
      expect(description).not.toMatch(/undefined|Output<|\[object/);
      const [log] = /\/aws\/lambda\/[\w-]+/.exec(description) ?? [];
      if (!/(Throttles|Silent)Alarm$/.test(resource)) expect([resource, functions.includes(log ?? "")]).toEqual([resource, true]);
    }
  });

  it("are as many as `flipwatch cost` reckons with, and so are the metrics and schedules", async () => {
    const evaluated = await deployed(deployment);
    const watching = watchingOf(await configOf(deployment));
    const { alarms, ownMetrics, schedules } = usageOf(watching);
    expect(ofType(evaluated, "aws:cloudwatch/metricAlarm:MetricAlarm")).toHaveLength(alarms);
    const metrics = ofType(evaluated, "aws:cloudwatch/logMetricFilter:LogMetricFilter").map(
      ({ region, inputs }) => `${region} ${(inputs.metricTransformation as { name: string }).name}`,
    );
    expect(new Set(metrics).size).toBe(ownMetrics);
    const MINUTES_A_MONTH = (365 / 12) * 24 * 60;
    expect(ofType(evaluated, "aws:scheduler/schedule:Schedule").length * MINUTES_A_MONTH).toBe(schedules);
  });
});

describe("two stages of one account", { timeout: LIMIT_MS }, () => {
  it("are told apart by each alarm's name and words", async () => {
    const [test, production] = [await alarmsOf("one region"), await alarmsOf("one region", "production")];
    const both = new Set(test.flatMap(({ name, description }) => [name, description]));
    for (const { name, description } of production) expect([both.has(name), both.has(description)]).toEqual([false, false]);
  });
});
