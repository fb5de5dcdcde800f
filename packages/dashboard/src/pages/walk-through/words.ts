/** Brings the words of the lab's page, which no other page needs. */
import { walk } from "../../words/en-walk.ts";
import { bring } from "../../words/words.ts";

await bring(walk, async () => (await import("../../words/ko-walk.ts")).walk);
