/**
 * What was told of many in one message goes on in one: a group's story, from the message that began it to the end of the last incident told in it.
 * Each of its messages is an event of one log, so they go out in order, and Slack has them in one thread.
 */
import type { FlipwatchEvent, LogId } from "../event.ts";
import type { Ms } from "../time.ts";
import { digestPlace, type OpenGroup } from "./digest.ts";

export interface Story {
  /** Its messages' log: the id of the first. */
  log: LogId;
  /** What is behind it: `check:1f416a68-5beb-4542-a015-64a30a8fc679`. More that comes of it belongs to the story. */
  cause: string;
  openedAt: Ms;
  /** Pairs whose incidents were told in it, and how many of these are over. */
  told: number;
  over: number;
  /** The last message, and when it was put together. */
  number: number;
  at: Ms;
}

/** What a story's message says of it in `detail`. */
export type StoryDetail = Pick<Story, "told" | "over">;

/** At a channel. The oldest goes first; what follows of it is told without it. */
export const STORIES_MAX = 20;

/**
 * After one of its messages was put together; `event` as it is stored. A story ends with its last incident. A message that turned out empty has its
 * number all the same: another may not have it.
 */
export function storiesAfter(stories: readonly Story[], { id, cause }: OpenGroup, event: FlipwatchEvent, now: Ms): readonly Story[] {
  const { log } = digestPlace(id);
  const said = event.detail?.story as StoryDetail | undefined;
  const known = stories.find((story) => story.log === log);
  if (event.number <= (known?.number ?? 0)) return stories;
  const rest = stories.filter((story) => story !== known);
  if (said === undefined) return known === undefined ? stories : [...rest, { ...known, number: event.number }];
  if (said.over >= said.told) return rest;
  const openedAt = event.incident?.openedAt ?? known?.openedAt ?? event.at;
  return [...rest, { log, cause, openedAt, told: said.told, over: said.over, number: event.number, at: now }].slice(-STORIES_MAX);
}
