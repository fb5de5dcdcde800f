/** Ends what was started, newest first, once, also when the start itself failed half-way. */

export interface Ending {
  /** Started: to be ended by `end`. */
  add(end: () => Promise<void> | void): void;
  /** Ends everything; what fails does not stop the rest. Repeats wait for the first. Throws the first failure at the end. */
  run(): Promise<void>;
  begun(): boolean;
}

export function createEnding(): Ending {
  const ends: (() => Promise<void> | void)[] = [];
  let running: Promise<void> | undefined;
  const runAll = async () => {
    const failures: unknown[] = [];
    for (let end = ends.pop(); end; end = ends.pop()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (end) => {
      ends.push(end);
    },
    run: () => {
      running ??= runAll();
      return running;
    },
    begun: () => running !== undefined,
  };
}
