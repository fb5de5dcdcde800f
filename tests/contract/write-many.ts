/** Many writes at once, but no more than the SDK has sockets for. */

const AT_ONCE = 40;

/** Calls `write` with 0 to `count` - 1. */
export async function writeMany(count: number, write: (index: number) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < count; first += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => write(first + index)));
  }
}
