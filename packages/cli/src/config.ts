/** What a `flipwatch.config.ts` imports. */
export { defineConfig, type FlipwatchConfig } from "@flipwatch/core";
