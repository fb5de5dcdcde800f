/**
 * A table that remembers items it was asked for by key, for a process that is the only one to write to its store: then what it last read or
 * wrote is what is there. Every write still goes to the store first, with its condition; ranges are always read there.
 */
import type { Item, Key, Table } from "@flipwatch/core";
import { copyItem } from "./item.ts";

/** Items remembered; beyond it those unused for longest are forgotten. About 20 MB of Heads. */
const REMEMBERED_LIMIT = 5_000;

export function rememberingTable(table: Table, limit = REMEMBERED_LIMIT): Table {
  const { recall, whileWriting, rememberWhatIsRead } = createMemory(limit);
  return {
    async get(key) {
      const known = recall(nameOf(key));
      if (known !== undefined) return known;
      const [item] = await rememberWhatIsRead(async () => {
        const found = await table.get(key);
        return found === undefined ? [] : [found];
      });
      return item;
    },
    async getMany(keys) {
      const known = new Map<string, Item>();
      for (const key of keys) {
        const item = recall(nameOf(key));
        if (item !== undefined) known.set(nameOf(key), item);
      }
      const unknown = keys.filter((key) => !known.has(nameOf(key)));
      const found = unknown.length === 0 ? [] : await rememberWhatIsRead(() => table.getMany(unknown));
      return [...known.values(), ...found];
    },
    put: (item, condition) =>
      whileWriting(item, async (wasKnown) => {
        const accepted = await table.put(item, condition);
        // Items that nobody asks for by key (events, ballots) would only take the room of others.
        return { result: accepted, item: accepted && wasKnown ? copyItem(item) : undefined };
      }),
    remove: (key) => whileWriting(key, async () => ({ result: await table.remove(key) })),
    query: (range) => table.query(range),
    queryIndex: (index, range) => table.queryIndex(index, range),
  };
}

/** The items by key, and what makes one of them doubtful: writes that overlap, reads that a write overtook. */
function createMemory(limit: number) {
  const remembered = new Map<string, Item>();
  /** Writes under way, by key. Of writes that overlap nobody here knows which came last, so none is remembered. */
  const writing = new Map<string, { count: number; overlapped: boolean }>();
  /** For each read under way, the keys written meanwhile: what it gives for those may be old. */
  const reading = new Set<Set<string>>();

  function remember(name: string, item: Item): void {
    remembered.delete(name);
    remembered.set(name, item);
    for (const oldest of remembered.keys()) {
      if (remembered.size <= limit) break;
      remembered.delete(oldest);
    }
  }

  function recall(name: string): Item | undefined {
    const item = remembered.get(name);
    if (item === undefined) return undefined;
    remember(name, item);
    return copyItem(item);
  }

  async function whileWriting<T>(key: Key, write: (wasKnown: boolean) => Promise<{ result: T; item?: Item }>): Promise<T> {
    const name = nameOf(key);
    const state = writing.get(name) ?? { count: 0, overlapped: false };
    state.overlapped ||= state.count > 0;
    state.count += 1;
    writing.set(name, state);
    for (const written of reading) written.add(name);
    const wasKnown = remembered.delete(name);
    try {
      const { result, item } = await write(wasKnown);
      if (item !== undefined && !state.overlapped) remember(name, item);
      return result;
    } finally {
      state.count -= 1;
      if (state.count === 0) writing.delete(name);
    }
  }

  async function rememberWhatIsRead(read: () => Promise<Item[]>): Promise<Item[]> {
    const written = new Set(writing.keys());
    reading.add(written);
    try {
      const items = await read();
      for (const item of items) if (!written.has(nameOf(item))) remember(nameOf(item), copyItem(item));
      return items;
    } finally {
      reading.delete(written);
    }
  }

  return { recall, whileWriting, rememberWhatIsRead };
}

function nameOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}
