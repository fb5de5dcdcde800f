/** What each key does on the timeline. */

export type KeyAction =
  /** By a share of what is shown; below 0 into the past. */
  | { kind: "pan"; share: number }
  /** Lengthened (above 1) or shortened. */
  | { kind: "zoom"; factor: number }
  | { kind: "oldest" }
  | { kind: "now" }
  /** To another row. */
  | { kind: "row"; by: 1 | -1 }
  /** To another change in the row. */
  | { kind: "step"; by: 1 | -1 }
  | { kind: "leave" };

export const ZOOM_STEP = 2;

/** Undefined for keys that are the browser's. */
export function actionOf(key: string, isShift: boolean): KeyAction | undefined {
  switch (key) {
    case "ArrowLeft":
      return isShift ? { kind: "step", by: -1 } : { kind: "pan", share: -0.25 };
    case "ArrowRight":
      return isShift ? { kind: "step", by: 1 } : { kind: "pan", share: 0.25 };
    case "PageUp":
      return { kind: "pan", share: -1 };
    case "PageDown":
      return { kind: "pan", share: 1 };
    case "ArrowUp":
      return { kind: "row", by: -1 };
    case "ArrowDown":
      return { kind: "row", by: 1 };
    case ",":
    case "<":
      return { kind: "step", by: -1 };
    case ".":
    case ">":
      return { kind: "step", by: 1 };
    case "+":
    case "=":
      return { kind: "zoom", factor: 1 / ZOOM_STEP };
    case "-":
    case "_":
      return { kind: "zoom", factor: ZOOM_STEP };
    case "Home":
      return { kind: "oldest" };
    case "End":
    case "n":
    case "N":
      return { kind: "now" };
    case "Escape":
      return { kind: "leave" };
    default:
      return undefined;
  }
}
