import type { FlipwatchEvent } from "@flipwatch/core";
export function alertText(event: FlipwatchEvent): { title: string; body: string } {
  return { title: `${event.pair}: ${event.kind}`, body: event.message };
}
