/** A role with its mark and its word. */
import type { Role } from "@flipwatch/core/event";
import { roleLooks } from "../look/states.ts";
import { say } from "../words/words.ts";
import { Mark } from "./mark.tsx";

/** `before`: what was decided last, shown where the role is unknown only because nothing was heard lately. */
export function RoleBadge({ role, before }: { role: Role; before?: Role }) {
  const isPast = before !== undefined && before !== role;
  return (
    <span class={`role role-${role}`} title={say(`role.means.${role}`)}>
      <Mark look={roleLooks[role]} />
      <span class="role-word">{say(`role.${role}`)}</span>
      {isPast && <Mark look={roleLooks[before]} label={say("role.before", { role: say(`role.${before}`) })} kind="role-before" />}
    </span>
  );
}
