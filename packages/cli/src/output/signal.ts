/** Waiting for the person to say stop. */

/** Resolves with the signal's name at Ctrl-C or a polite kill, or rejects when `failed` does. A second Ctrl-C ends at once. */
export async function untilSignal(failed: Promise<never>): Promise<NodeJS.Signals> {
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => resolve(name));
  });
  const name = await Promise.race([asked, failed]);
  process.once("SIGINT", () => process.exit(130));
  return name;
}
