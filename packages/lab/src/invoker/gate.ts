/** Lets so many through at a time, the others wait their turn, first come first served. How many may wait is left to whoever asks. */

export interface Gate {
  <T>(work: () => Promise<T>): Promise<T>;
  /** How many wait now. */
  waiting(): number;
}

export function createGate(size: number): Gate {
  const queue: (() => void)[] = [];
  let inside = 0;
  const enter = async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= size) await new Promise<void>((resolve) => queue.push(resolve));
    else inside += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else inside -= 1;
    }
  };
  return Object.assign(enter, { waiting: () => queue.length });
}
