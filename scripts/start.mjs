/** The way in from `npm start` and `npm run demo`: installs what is missing, then hands over to the command line in the same process. */
import { assertNodeVersion, installWhatIsMissing } from "./installed.mjs";

assertNodeVersion();
installWhatIsMissing();
const [first, second, ...rest] = process.argv.slice(2);
if (first === "--script") {
  const { register } = await import("tsx/esm/api");
  register();
  process.argv = [process.argv[0], second, ...rest];
  await import(new URL(`../${second}`, import.meta.url).href);
} else {
  await import("../packages/cli/bin/flipwatch.mjs");
}
