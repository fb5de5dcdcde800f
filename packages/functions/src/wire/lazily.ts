/** Builds a handler's parts at its first invocation, once: a sandbox that is never invoked costs nothing, and a wrong setting fails the call that shows it. */
export function lazily<In, Out>(build: () => (event: In) => Promise<Out>): (event: In) => Promise<Out> {
  let built: ((event: In) => Promise<Out>) | undefined;
  return async (event) => {
    built ??= build();
    return built(event);
  };
}
