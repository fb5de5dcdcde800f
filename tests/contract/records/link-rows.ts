/** Links that let people read, until they end or are revoked. */
import type { AccessLink } from "@flipwatch/core";
import { expect, it } from "vitest";
import { type Context, NOON } from "./samples.ts";

const DAY = 86_400_000;
const linkOf = (id: string, at: number, more: Partial<AccessLink> = {}): AccessLink => ({
  id,
  at,
  by: "example-user",
  until: at + DAY,
  ...more,
});

export function linkRows(context: Context): void {
  it("keeps links newest first, each once, and revokes one for itself", async () => {
    const { links } = context.records;
    expect(await links.all()).toEqual([]);
    const [first, second] = [linkOf("b", NOON, { note: "for the wall" }), linkOf("a", NOON + 1)];
    expect([await links.add(first), await links.add(second), await links.add({ ...first, by: "another" })]).toEqual([true, true, false]);
    expect(await links.all()).toEqual([second, first]);
    expect(await links.get("b")).toEqual(first);
    expect(await links.revoke("b", NOON + 5)).toEqual({ ...first, revokedAt: NOON + 5 });
    expect(await links.revoke("b", NOON + 9)).toEqual({ ...first, revokedAt: NOON + 5 });
    expect(await links.get("b")).toEqual({ ...first, revokedAt: NOON + 5 });
    expect(await links.get("a")).toEqual(second);
    expect([await links.revoke("none", NOON), await links.get("none")]).toEqual([undefined, undefined]);
  });

  it("forgets links a week after their end, and takes no more than 100", async () => {
    const { links } = context.records;
    // After "a" and "b" of the case before have ended, and before a week has passed for "a".
    expect(await links.add(linkOf("c", NOON + 7 * DAY + 6))).toBe(true);
    expect((await links.all()).map(({ id }) => id)).toEqual(["c", "a"]);
    const late = NOON + 20 * DAY;
    const many = Array.from({ length: 100 }, (_, index) => linkOf(`many-${index}`, late + index));
    expect(new Set(await Promise.all(many.map(links.add)))).toEqual(new Set([true]));
    expect(await links.add(linkOf("one-too-many", late + 100))).toBe(false);
    expect(await links.all()).toHaveLength(100);
    expect(await links.add(linkOf("later", late + 30 * DAY))).toBe(true);
    expect((await links.all()).map(({ id }) => id)).toEqual(["later"]);
  });
}
