/**
 * A time limit that measures the endpoint and not this machine: when the process itself was held up, a timer fires before the replies that
 * wait in the sockets are read. So a limit that fires late gets the lost time back, and always one look at the sockets, before it strikes.
 */

export interface Deadline {
  cancel(): void;
}

/** A timer this late means that the process was held up. */
const lateMs = 20;
const extensionsAtMost = 5;

export function startDeadline(ms: number, over: () => void, extensions = extensionsAtMost): Deadline {
  let cancelled = false;
  let next: Deadline | undefined;
  const due = performance.now() + ms;
  const timer = setTimeout(() => {
    const late = performance.now() - due;
    if (late > lateMs && extensions > 0) next = startDeadline(Math.min(ms, late), over, extensions - 1);
    else setImmediate(() => void (cancelled || over()));
  }, ms);
  return {
    cancel() {
      cancelled = true;
      clearTimeout(timer);
      next?.cancel();
    },
  };
}
