/** Durations in words, by the units of a language: two units at most. */

/** What follows the number, with the space before it where the language has one. */
export interface DurationUnits {
  days: string;
  hours: string;
  minutes: string;
  seconds: string;
}

export const englishUnits: DurationUnits = { days: " d", hours: " h", minutes: " min", seconds: " s" };
export const koreanUnits: DurationUnits = { days: "일", hours: "시간", minutes: "분", seconds: "초" };

/** `15 min`, `2 h 5 min`: from a minute on without seconds, for titles that need not be exact. */
export function roundedIn(units: DurationUnits, ms: number): string {
  return spanIn(units, ms < 60_000 ? ms : Math.floor(ms / 60_000) * 60_000);
}

/** `0.4 s`, `7 s`, `6 min 20 s`, `3 h 5 min`, `2 d 4 h`; of less than ten seconds, tenths. */
export function spanIn(units: DurationUnits, ms: number): string {
  if (ms < 9_950) return `${Number((ms / 1_000).toFixed(1))}${units.seconds}`;
  const seconds = Math.round(ms / 1_000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), units.days],
    [Math.floor(seconds / 3_600) % 24, units.hours],
    [Math.floor(seconds / 60) % 60, units.minutes],
    [seconds % 60, units.seconds],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join(" ");
}
