/** Lets a step run once at a time: whoever asks while it runs waits for that run instead of starting another beside it. */
export function joined<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
