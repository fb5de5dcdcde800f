/// <reference path="./.sst/platform/config.d.ts" />

/** The deployment: `npx sst deploy --stage production`. What it consists of, in the order of the flow, is in `stacks/flipwatch.ts`. */
export default $config({
  async app({ stage }) {
    const { homeRegion, isProduction } = await import("./stacks/configuration.ts");
    return {
      name: "flipwatch",
      home: "aws",
      removal: isProduction(stage) ? "retain" : "remove",
      protect: isProduction(stage),
      providers: { aws: { version: "7.20.0", region: homeRegion(), defaultTags: { tags: { app: "flipwatch", stage } } } },
    };
  },
  async run() {
    const { deploy } = await import("./stacks/flipwatch.ts");
    return deploy();
  },
});
