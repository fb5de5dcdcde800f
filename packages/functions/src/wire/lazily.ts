/** Builds a handler's parts at its first invocation, once: a sandbox that is never invoked costs nothing, and a wrong setting fails the call that shows it. */
export function lazily<In, Out>(build: () => Promise<(event: In) => Promise<Out>>): (event: In) => Promise<Out> {
  let building: ReturnType<typeof build> | undefined;
  return async (event) => {
    building ??= build();
    // What failed is tried again with the next call, as in a sandbox made anew.
    const built = await building.catch((problem: unknown) => {
      building = undefined;
      throw problem;
    });
    return built(event);
  };
}
