import { describe, expect, it } from "vitest";
import type { LabRecordSet } from "../types.ts";
import { chooseRecords } from "./choose-records.ts";

const set = (id: string, more: Partial<LabRecordSet>): LabRecordSet => ({
  name: "failover.example.com.",
  type: "A",
  ttlSeconds: 60,
  values: [id],
  setIdentifier: id,
  ...more,
});
const primary = set("EU", { failover: "PRIMARY", healthCheckId: "eu" });
const secondary = set("US", { failover: "SECONDARY", healthCheckId: "us" });
const uncheckedPrimary = set("EU", { failover: "PRIMARY" });
const uncheckedSecondary = set("US", { failover: "SECONDARY" });

/** A set is healthy when it has no check or its check is not among the failing. */
const chosen = (sets: readonly LabRecordSet[], failing: readonly string[], asker?: { region?: string; draw: number }) =>
  chooseRecords(sets, "A", ({ healthCheckId }) => !healthCheckId || !failing.includes(healthCheckId), asker).map(
    (one) => one.setIdentifier,
  );

describe("failover", () => {
  it.each([
    ["a healthy primary answers, whatever the secondary", [primary, secondary], [], ["EU"]],
    ["a healthy primary answers while the secondary is down", [primary, secondary], ["us"], ["EU"]],
    ["an unhealthy primary gives way to a healthy secondary", [primary, secondary], ["eu"], ["US"]],
    ["both unhealthy: the primary answers, as a last resort", [primary, secondary], ["eu", "us"], ["EU"]],
    ["a secondary without a check is always healthy", [primary, uncheckedSecondary], ["eu"], ["US"]],
    ["a primary without a check never gives way", [uncheckedPrimary, secondary], ["us"], ["EU"]],
    ["a primary alone answers even when unhealthy", [primary], ["eu"], ["EU"]],
    ["a secondary alone answers even when unhealthy", [secondary], ["us"], ["US"]],
    ["the order of the record sets does not matter", [secondary, primary], ["eu"], ["US"]],
    ["nothing is chosen from no records", [], [], []],
  ])("%s", (_, sets, failing, expected) => {
    expect(chosen(sets as LabRecordSet[], failing as string[])).toEqual(expected);
  });

  it("looks at the asked type only", () => {
    expect(chooseRecords([primary, { ...secondary, type: "AAAA" }], "AAAA", () => true)).toEqual([{ ...secondary, type: "AAAA" }]);
  });
});

describe("weighted", () => {
  const heavy = set("heavy", { weight: 3, healthCheckId: "heavy" });
  const light = set("light", { weight: 1, healthCheckId: "light" });
  const zero = set("zero", { weight: 0, healthCheckId: "zero" });
  it.each([
    ["a draw below 3/4 takes the heavy one", [heavy, light, zero], [], 0.74, ["heavy"]],
    ["a draw from 3/4 on takes the light one", [heavy, light, zero], [], 0.75, ["light"]],
    ["a zero weight is never taken while a nonzero one is healthy", [zero, light], ["heavy"], 0.999, ["light"]],
    ["a zero weight is taken when every nonzero one is unhealthy", [heavy, light, zero], ["heavy", "light"], 0, ["zero"]],
    ["all unhealthy counts as all healthy", [heavy, light, zero], ["heavy", "light", "zero"], 0.8, ["light"]],
    ["only zero weights: each as likely", [zero, set("other", { weight: 0 })], [], 0.5, ["other"]],
  ])("%s", (_, sets, failing, draw, expected) => {
    expect(chosen(sets as LabRecordSet[], failing as string[], { draw: draw as number })).toEqual(expected);
  });
});

describe("latency, geolocation, multivalue, simple", () => {
  const latency = ["eu-west-1", "us-east-1"].map((region) => set(region, { region, healthCheckId: region }));
  const geo = [
    set("germany", { geoLocation: { countryCode: "DE" }, healthCheckId: "germany" }),
    set("europe", { geoLocation: { continentCode: "EU" }, healthCheckId: "europe" }),
    set("default", { geoLocation: { countryCode: "*" }, healthCheckId: "default" }),
  ];
  const many = Array.from({ length: 10 }, (_, i) => set(`m${i}`, { multiValueAnswer: true, healthCheckId: `m${i}` }));
  const inFrankfurt = { region: "eu-central-1", draw: 0 };
  it.each([
    ["latency: the same area is the nearest", latency, [], inFrankfurt, ["eu-west-1"]],
    ["latency: an unhealthy record gives way to the next", latency, ["eu-west-1"], inFrankfurt, ["us-east-1"]],
    ["geolocation: the country before the continent", geo, [], inFrankfurt, ["germany"]],
    ["geolocation: an unhealthy country gives way to the continent", geo, ["germany"], inFrankfurt, ["europe"]],
    ["geolocation: elsewhere gets the default", geo, [], { region: "ap-northeast-1", draw: 0 }, ["default"]],
    ["geolocation: elsewhere without default gets nothing", geo.slice(0, 2), [], { region: "ap-northeast-1", draw: 0 }, []],
    ["geolocation: all unhealthy counts as all healthy", geo, ["germany", "europe", "default"], inFrankfurt, ["germany"]],
    ["multivalue: at most eight", many, [], { draw: 0 }, ["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7"]],
    ["multivalue: only healthy ones", many.slice(0, 3), ["m1"], { draw: 0 }, ["m0", "m2"]],
    ["multivalue: all unhealthy counts as all healthy", many.slice(0, 2), ["m0", "m1"], { draw: 0 }, ["m0", "m1"]],
    ["simple: the one record set", [set("only", {})], [], { draw: 0 }, ["only"]],
  ])("%s", (_, sets, failing, asker, expected) => {
    expect(chosen(sets, failing, asker)).toEqual(expected);
  });
});
