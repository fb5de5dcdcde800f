/**
 * The walk-through, step by step and in order: each step does one thing a person would do, or waits to *see* one thing, and says what was seen.
 * Nothing is ticked off for having been attempted.
 */
import type { FlipwatchEvent } from "@flipwatch/core";
import type { Look } from "./observer.ts";
import { createCheck, createRecord, createZone, inSync, NAME, PRIMARY, SECONDARY } from "./records.ts";
import { bothHealthy, bothPages, calm, everyRegion, healthIs, inSlack, lastNumber, pageOf, resolversFollowed, told } from "./sights.ts";
import type { Stage } from "./stage.ts";

export interface Step {
  /** Stable, for `--json`. */
  id: string;
  title: string;
  /** Does the step, or looks for it; gives what was seen in words. */
  look: Look<string>;
}

export function stepsOf(stage: Stage): Step[] {
  return [...setUp(stage), ...before(stage), ...failover(stage), ...failback(stage)];
}

function setUp(stage: Stage): Step[] {
  const { route53, checks } = stage;
  const create = once(async () => {
    stage.zoneId = await createZone(route53);
    checks.primary = await createCheck(route53, PRIMARY);
    checks.secondary = await createCheck(route53, SECONDARY);
    return `${checks.primary} and ${checks.secondary}`;
  });
  return [
    { id: "servers", title: "Two web servers answer", look: () => bothPages(stage) },
    { id: "checks", title: `Health checks ${PRIMARY.checkName} and ${SECONDARY.checkName} created`, look: create },
    recordStep(stage, "PRIMARY"),
    recordStep(stage, "SECONDARY"),
    { id: "healthy", title: "Both health checks are healthy", look: () => bothHealthy(stage) },
  ];
}

function recordStep(stage: Stage, side: "PRIMARY" | "SECONDARY"): Step {
  const endpoint = side === "PRIMARY" ? PRIMARY : SECONDARY;
  const create = once(() =>
    createRecord(stage.route53, stage.zoneId, side, endpoint, side === "PRIMARY" ? stage.checks.primary : stage.checks.secondary),
  );
  const seen = `${NAME} A ${endpoint.address}, TTL 60, set identifier ${endpoint.setIdentifier}`;
  return {
    id: `record-${side.toLowerCase()}`,
    title: `${side} record created through the Route 53 API and in sync`,
    look: async () => ((await inSync(stage.route53, await create())) ? seen : undefined),
  };
}

function before(stage: Stage): Step[] {
  return [
    { id: "before", title: "Flipwatch sees the primary served, from every region", look: () => everyRegion(stage, "primary") },
    { id: "before-health", title: "Flipwatch reads the primary's health check as healthy", look: () => healthIs(stage, "healthy") },
    { id: "before-calm", title: "No incident is open", look: () => calm(stage) },
    { id: "before-page", title: "Opening the name shows the primary's page", look: () => pageOf(stage, PRIMARY.region) },
  ];
}

/** One way of the flip: what is done to HTTP, and what has to be seen then. */
interface Way {
  prefix: "failover" | "failback";
  act(): void;
  acted: string;
  health: "healthy" | "unhealthy";
  side: "primary" | "secondary";
  flip: FlipwatchEvent["kind"];
  titles: { act: string; health: string; flip: string; regions: string; page: string };
}

function failover(stage: Stage): Step[] {
  return wayOf(stage, {
    prefix: "failover",
    act: () => stage.lab.block("primary"),
    acted: `${PRIMARY.address}:80 can't be reached any more`,
    health: "unhealthy",
    side: "secondary",
    flip: "failover",
    titles: {
      act: "Inbound HTTP to the primary blocked",
      health: "The primary's health check is unhealthy",
      flip: "The answer flipped for a majority of regions",
      regions: "Every region gets the secondary",
      page: "Opening the name shows the secondary's page, with no manual step",
    },
  });
}

function failback(stage: Stage): Step[] {
  const steps = wayOf(stage, {
    prefix: "failback",
    act: () => stage.lab.unblock("primary"),
    acted: `${PRIMARY.address}:80 can be reached again`,
    health: "healthy",
    side: "primary",
    flip: "answer-back",
    titles: {
      act: "Inbound HTTP to the primary restored",
      health: "The primary's health check passes again",
      flip: "The answer is back on the primary for a majority of regions",
      regions: "Every region gets the primary",
      page: "Opening the name shows the primary's page again",
    },
  });
  return [
    ...steps,
    {
      id: "recovered",
      title: "Recovered: a healthy reading dated after the return",
      look: () => told(stage, "recovered", stage.began.failback),
    },
    { id: "recovered-slack", title: "Slack says so", look: () => inSlack(stage, "recovered", stage.began.failback) },
  ];
}

function wayOf(stage: Stage, way: Way): Step[] {
  const { began } = stage;
  const act = once(async () => {
    began[way.prefix] = lastNumber(stage);
    way.act();
    return way.acted;
  });
  const region = way.side === "primary" ? PRIMARY.region : SECONDARY.region;
  return [
    { id: way.prefix, title: way.titles.act, look: act },
    { id: `${way.prefix}-flip`, title: way.titles.flip, look: () => told(stage, way.flip, began[way.prefix]) },
    { id: `${way.prefix}-slack`, title: "The alert is in Slack, through SNS", look: () => inSlack(stage, way.flip, began[way.prefix]) },
    { id: `${way.prefix}-regions`, title: way.titles.regions, look: () => everyRegion(stage, way.side) },
    { id: `${way.prefix}-health`, title: way.titles.health, look: () => healthIs(stage, way.health) },
    {
      id: `${way.prefix}-clients`,
      title: "The clients' resolvers have followed, in every region",
      look: () => resolversFollowed(stage, way.side),
    },
    { id: `${way.prefix}-page`, title: way.titles.page, look: () => pageOf(stage, region) },
  ];
}

/** An act is done once, however often its step looks. */
function once<T>(act: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= act();
    return done;
  };
}
