/** For tests: counts how often a caller waits for the store, one turn for all that it asks for side by side. What a turn takes is the store's business. */
import type { Table } from "@flipwatch/core";

export interface CountedTable {
  table: Table;
  /** Turns taken until now. */
  turns(): number;
}

/** Every answer comes with the end of the turn in which it was asked for. */
export function countingTurns(table: Table): CountedTable {
  let turns = 0;
  let turn: Promise<void> | undefined;
  const nextTurn = () => {
    turn ??= new Promise((resolve) =>
      setImmediate(() => {
        turns += 1;
        turn = undefined;
        resolve();
      }),
    );
    return turn;
  };
  const counted =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await nextTurn();
      return call(...args);
    };
  return {
    turns: () => turns,
    table: {
      get: counted(table.get),
      getMany: counted(table.getMany),
      put: counted(table.put),
      remove: counted(table.remove),
      query: counted(table.query),
      queryIndex: counted(table.queryIndex),
    },
  };
}
