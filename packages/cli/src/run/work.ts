/** Runs one thing at a time under a name, however often it is asked for: what a FIFO queue with one group a name does for Lambda. */

export interface Work {
  /** Runs soon; a request while it runs makes it run once more afterwards. */
  ask(name: string): void;
  /** Resolves when nothing runs and nothing is asked for. */
  idle(): Promise<void>;
}

/** `perform` must not throw for what it can expect; `onTrouble` hears of everything else, and the work goes on. */
export function createWork(perform: (name: string) => Promise<void>, onTrouble: (name: string, problem: unknown) => void): Work {
  const asked = new Set<string>();
  const running = new Map<string, Promise<void>>();

  async function loop(name: string): Promise<void> {
    while (asked.delete(name)) {
      try {
        await perform(name);
      } catch (problem) {
        onTrouble(name, problem);
      }
    }
    running.delete(name);
  }

  return {
    ask(name) {
      asked.add(name);
      if (!running.has(name)) running.set(name, loop(name));
    },
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
