/** Does something in the lab, and tells whether it went well. What it changed is seen where it shows, not assumed. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Failure, send } from "../../api/answer.ts";

export interface Act<T = unknown> {
  run: (path: string, body?: unknown) => Promise<T | undefined>;
  isBusy: boolean;
  /** Of the last try. */
  failure?: Failure;
}

/** `then` is called after each try: there may be something new to see. */
export function useAct<T = unknown>(then: () => void): Act<T> {
  const [state, setState] = useState<Pick<Act, "isBusy" | "failure">>({ isBusy: false });
  const isThere = useRef(true);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  const isUnderWay = useRef(false);
  const run = useCallback(
    async (path: string, body: unknown = {}) => {
      // Its button stays where the focus is, so it may be pressed again meanwhile.
      if (isUnderWay.current) return undefined;
      isUnderWay.current = true;
      setState({ isBusy: true });
      const asked = await send<T>(path, body).finally(() => {
        isUnderWay.current = false;
      });
      if (isThere.current) setState({ isBusy: false, ...(asked.kind === "failed" && { failure: asked.failure }) });
      then();
      return asked.kind === "fresh" ? asked.data : undefined;
    },
    [then],
  );
  return { run, ...state };
}
