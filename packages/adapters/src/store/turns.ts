/** One after the other under a name, side by side under different ones: what makes a read, a check and a write one step. */

/** Runs `act` once all that was asked for earlier under the same name has ended, well or not. */
export type Turns = <T>(name: string, act: () => Promise<T>) => Promise<T>;

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (name, act) => {
    const before = last.get(name);
    const mine = before === undefined ? act() : before.then(act, act);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}
