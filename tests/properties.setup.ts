/**
 * Property tests draw the same cases in every run, so that a red run means a change and not a draw. To look further, with a new seed each time:
 * `npm run properties -- --minutes 10`; it prints the seed of what it finds, which PROPERTY_SEED repeats.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 53) });
