/** The answer in five seconds: is anything wrong, how much of it, and of what kind. The counts are filters at the same time. */
import type { Role } from "@flipwatch/core/event";
import { roleLooks, rolesInOrder } from "../../look/states.ts";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { say, sayWith } from "../../words/words.ts";
import type { Filter } from "./filter.ts";
import { isTrouble } from "./order.ts";
import type { WatchedPair } from "./watched-pair.ts";

export interface Counts {
  all: number;
  trouble: number;
  roles: Readonly<Record<Role, number>>;
  muted: number;
  drills: number;
  /** The one that is in trouble, where it is only one. */
  only?: WatchedPair;
  /** The pair whose role changed last. */
  latest?: WatchedPair;
}

export function countsOf(pairs: readonly WatchedPair[]): Counts {
  const roles: Record<Role, number> = { dark: 0, stray: 0, split: 0, secondary: 0, unknown: 0, primary: 0, unobserved: 0 };
  for (const { role } of pairs) roles[role] += 1;
  const changed = pairs.filter(({ lastTransition }) => lastTransition !== undefined);
  const troubled = pairs.filter(isTrouble);
  return {
    all: pairs.length,
    trouble: troubled.length,
    only: troubled.length === 1 ? troubled[0] : undefined,
    roles,
    muted: pairs.filter(({ muted }) => muted !== undefined).length,
    drills: pairs.filter(({ drill }) => drill !== undefined).length,
    latest: changed.toSorted((a, b) => (b.lastTransition ?? 0) - (a.lastTransition ?? 0))[0],
  };
}

/** One sentence, of the pair itself where one alone is in trouble. */
export function headlineOf({ all, trouble, roles, only }: Counts): string {
  if (only !== undefined) return say(`overview.only.${only.role}`, { pair: only.name });
  if (trouble > 0) return say("overview.trouble", { count: trouble, all });
  const observed = all - roles.unobserved;
  const hidden = roles.unobserved === 0 ? [] : [say("overview.unobserved", { count: roles.unobserved })];
  return [...(observed === 0 ? [] : [say("overview.allWell", { count: observed })]), ...hidden].join("; ");
}

/** What the headline's mark is of: the gravest role there is. */
export function gravest({ roles, trouble }: Counts): Role {
  const worst = rolesInOrder.find((role) => roles[role] > 0 && role !== "primary" && role !== "unobserved");
  return worst ?? (trouble > 0 || roles.primary > 0 ? "primary" : "unobserved");
}

/** `stale`: it could not be confirmed lately, so it is told as what was, not as what is. */
export function Headline({ counts, stale }: { counts: Counts; stale: boolean }) {
  const { latest, only, all } = counts;
  return (
    <span class="headline">
      <span class="headline-said">
        <Mark look={roleLooks[stale ? "unknown" : gravest(counts)]} />
        <span>{stale ? say("overview.asLastHeard", { headline: headlineOf(counts) }) : headlineOf(counts)}</span>
      </span>
      <span class="headline-last">
        {only !== undefined && all > 1 && <>{say("overview.othersFine", { count: all - 1 })} · </>}
        {latest?.lastTransition !== undefined &&
          sayWith("overview.lastChange", {
            ago: <Ago key="ago" at={latest.lastTransition} />,
            pair: (
              <a key="pair" class="mono" href={pathOf({ page: "pair", id: latest.id })}>
                {latest.name}
              </a>
            ),
          })}
      </span>
    </span>
  );
}

export interface CountsBarProps {
  counts: Counts;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

export function CountsBar({ counts: { roles, muted, drills, trouble }, filter, onFilter }: CountsBarProps) {
  const toggled = (role: Role) => (filter.roles.includes(role) ? filter.roles.filter((each) => each !== role) : [...filter.roles, role]);
  // A role that can't be there now is left out, unless somebody filters by it: seven zeros say less than one count.
  const shown = rolesInOrder.filter((role) => role !== "unobserved" || roles.unobserved > 0 || filter.roles.includes(role));
  return (
    <fieldset class="counts">
      <legend class="unseen">{say("overview.filterByRole")}</legend>
      {shown.map((role) => (
        <button
          key={role}
          type="button"
          class={`count ${roles[role] === 0 ? "count-none" : `count-${role}`}`}
          aria-pressed={filter.roles.includes(role)}
          title={say(`role.means.${role}`)}
          onClick={() => onFilter({ ...filter, roles: toggled(role) })}
        >
          <Mark look={roleLooks[role]} />
          <b>{say("overview.number", { count: roles[role] })}</b> {say(`role.${role}`)}
        </button>
      ))}
      <button
        type="button"
        class={`count ${trouble === 0 ? "count-none" : ""}`}
        aria-pressed={filter.onlyTrouble}
        onClick={() => onFilter({ ...filter, onlyTrouble: !filter.onlyTrouble })}
      >
        {say("overview.onlyTrouble")}
      </button>
      {muted > 0 && <span class="count-plain">{say("overview.muted", { count: muted })}</span>}
      {drills > 0 && <span class="count-plain">{say("overview.drills", { count: drills })}</span>}
    </fieldset>
  );
}
