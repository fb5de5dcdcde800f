/** Waiting for the person to say stop. */

/** Listens from this call on, so that a Ctrl-C while something still starts is not lost. Resolves with the signal's name at Ctrl-C or a polite kill. */
export function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const asked = (name: NodeJS.Signals) => {
      // A second Ctrl-C ends at once.
      process.once("SIGINT", () => process.exit(130));
      resolve(name);
    };
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, asked);
  });
}
