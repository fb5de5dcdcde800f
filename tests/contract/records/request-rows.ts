/** What people ask for, and who is not told for a while. */
import type { Request } from "@flipwatch/core";
import { expect, it } from "vitest";
import { type Context, NOON } from "./samples.ts";

const pressed = (id: string, at: number): Request => ({
  kind: "acknowledge",
  id,
  at,
  by: "example-user",
  via: "slack:ops",
  pair: "requests.example.com/A",
});

export function requestRows(context: Context): void {
  it("keeps requests oldest first, a doubled press once, until they are removed", async () => {
    const { requests } = context.records;
    expect(await requests.oldest()).toEqual([]);
    const mute: Request = { kind: "mute", id: "b", at: NOON, by: "example-user", via: "cli", pairs: "*.example.com", until: NOON + 60_000 };
    await requests.leave(pressed("a", NOON + 1));
    await requests.leave(pressed("c", NOON));
    await requests.leave(mute);
    await requests.leave(pressed("a", NOON + 1));
    const left = await requests.oldest();
    expect(left).toEqual([mute, pressed("c", NOON), pressed("a", NOON + 1)]);
    await requests.remove(left.slice(0, 2));
    await requests.remove(left.slice(0, 2));
    expect(await requests.oldest()).toEqual([pressed("a", NOON + 1)]);
    await requests.remove([pressed("a", NOON + 1)]);
    expect(await requests.oldest()).toEqual([]);
  });

  it("gives the oldest hundred requests, however many wait", async () => {
    const { requests } = context.records;
    const many = Array.from({ length: 103 }, (_, index) => pressed(`r${String(index).padStart(3, "0")}`, NOON + index));
    for (const request of many) await requests.leave(request);
    expect(await requests.oldest()).toEqual(many.slice(0, 100));
    await requests.remove(many);
    expect(await requests.oldest()).toEqual([]);
  });
}

export function pressRows(context: Context): void {
  it("takes a signed press once, and forgets it after ten minutes", async () => {
    const { presses } = context.records;
    expect(await presses.claim("v0=a", NOON)).toBe(true);
    expect(await presses.claim("v0=a", NOON)).toBe(false);
    expect(await presses.claim("v0=b", NOON)).toBe(true);
    expect(await presses.claim("v0=a", NOON + 1_000)).toBe(true);
    expect(await presses.claim("v0=c", NOON + 600_000)).toBe(true);
    const left = await context.table.query({ pk: "PRESSES" });
    expect(left.items.map(({ sk }) => sk.slice(sk.indexOf("#") + 1))).toEqual(["v0=a", "v0=c"]);
  });
}

export function muteRows(context: Context): void {
  it("stores the mutes only over the version that was read", async () => {
    const { mutes } = context.records;
    const none = await mutes.get();
    expect(none).toEqual({ version: 0, mutes: [] });
    const mute = { id: "b", pairs: "*.example.com", from: NOON, until: NOON + 60_000, by: "example-user", via: "cli" };
    const first = await mutes.put({ ...none, mutes: [mute] });
    expect(first).toEqual({ version: 1, mutes: [mute] });
    expect(await mutes.put({ ...none, mutes: [] })).toBeUndefined();
    expect(await mutes.get()).toEqual(first);
    expect(await mutes.put({ version: 1, mutes: [] })).toEqual({ version: 2, mutes: [] });
  });
}
