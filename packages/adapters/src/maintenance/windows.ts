/** When maintenance windows come, by their iCalendar rules and the wall clock of their time zones. What happens in them is core's. */
import {
  FlipwatchError,
  MAINTENANCE,
  type Maintenance,
  type MaintenanceInput,
  MINUTE,
  type Ms,
  MUTES_MAX,
  type Mute,
} from "@flipwatch/core";
import type { RRuleTemporal } from "rrule-temporal";

interface Rule {
  window: MaintenanceInput;
  rule: RRuleTemporal;
}

/** Undefined where there are none. The library is loaded when it is first asked for something: most have no windows. */
export function createMaintenance(windows: readonly MaintenanceInput[] = []): Maintenance | undefined {
  if (windows.length === 0) return undefined;
  let rules: Promise<Rule[]> | undefined;
  return {
    async windows(from, to) {
      rules ??= readRules(windows);
      const found = (await rules).flatMap((rule) => occurrences(rule, from, to));
      return found.toSorted((a, b) => a.from - b.from).slice(0, MUTES_MAX);
    },
  };
}

async function readRules(windows: readonly MaintenanceInput[]): Promise<Rule[]> {
  const { RRuleTemporal: Recurring } = await import("rrule-temporal");
  return windows.map((window, index) => {
    const { rrule, start, timeZone } = window;
    try {
      const rule = new Recurring({ rruleString: `DTSTART;TZID=${timeZone}:${basic(start)}\nRRULE:${rrule.toUpperCase()}` });
      return { window, rule };
    } catch (problem) {
      const why = problem instanceof Error ? problem.message : String(problem);
      const message = `maintenance[${index}].rrule: ${JSON.stringify(rrule)} can't be read as an iCalendar rule: ${why}`;
      throw new FlipwatchError("config-invalid", message, { cause: problem });
    }
  });
}

/** Those that began before `from` and still last are among them. */
function occurrences({ window, rule }: Rule, from: Ms, to: Ms): Mute[] {
  const length = window.minutes * MINUTE;
  const begun = rule.between(new Date(from - length), new Date(to), true).map(({ epochMilliseconds }) => epochMilliseconds);
  return begun.filter((at) => at + length > from && at < to).map((at) => muteOf(window, at, at + length));
}

function muteOf({ pairs, note }: MaintenanceInput, from: Ms, until: Ms): Mute {
  const id = `${MAINTENANCE}:${pairs}@${from}`;
  return { id, pairs, from, until, by: "the configuration", via: MAINTENANCE, ...(note === undefined ? {} : { note }) };
}

/** `2026-11-22T03:00` as iCalendar writes it: `20261122T030000`. */
function basic(start: string): string {
  return `${start.replace(/[-:]/g, "")}00`.slice(0, "20261122T030000".length);
}
