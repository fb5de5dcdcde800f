/** The way in from `npm start` and `npm run demo`: installs what is missing, then hands over to the command line in the same process. */
import { assertNodeVersion, installWhatIsMissing } from "./installed.mjs";

assertNodeVersion();
installWhatIsMissing();
const { register } = await import("tsx/esm/api");
register();

const [first, second, ...rest] = process.argv.slice(2);
if (first === "--script") {
  process.argv = [process.argv[0], second, ...rest];
  await import(new URL(`../${second}`, import.meta.url).href);
} else {
  await import("../packages/cli/src/main.ts");
}
