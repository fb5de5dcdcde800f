/** What other steps leave for tally. */
import type { FleetFact } from "@flipwatch/core";
import { expect, it } from "vitest";
import { type Context, NOON } from "./samples.ts";

const givenUp = (number: number): FleetFact => ({
  kind: "delivery-given-up",
  event: `inbox.example.com/A#${number}`,
  channel: "webhook:0",
  error: "answered 404",
  at: NOON + number,
});

export function inboxRows(context: Context): void {
  it("keeps facts oldest first, a repeated one once, until they are removed", async () => {
    const { inbox } = context.records;
    const others = (await inbox.oldest()).length;
    expect(others).toBe(0);
    await inbox.leave(givenUp(2));
    await inbox.leave(givenUp(1));
    await inbox.leave(givenUp(1));
    await inbox.leave({ kind: "step-failing", step: "health", error: "no credentials", at: NOON });
    const left = await inbox.oldest();
    expect(left).toEqual([{ kind: "step-failing", step: "health", error: "no credentials", at: NOON }, givenUp(1), givenUp(2)]);
    await inbox.remove(left.slice(0, 2));
    expect(await inbox.oldest()).toEqual([givenUp(2)]);
    await inbox.remove([givenUp(2)]);
    expect(await inbox.oldest()).toEqual([]);
  });
}
