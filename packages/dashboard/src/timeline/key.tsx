/** What the marks, textures and heights of the timeline mean. */
import { healthLooks, type Look, roleLooks, verdictLooks } from "../look/states.ts";
import { Mark } from "../parts/mark.tsx";
import { say } from "../words/words.ts";
import { markerLooks } from "./markers.ts";

export function Key() {
  return (
    <details class="timeline-more">
      <summary>{say("timeline.key")}</summary>
      <div class="key">
        <Marks title={say("timeline.lane.role")} looks={roleLooks} word={(role) => say(`role.${role}`)} />
        <Marks title={say("timeline.group.regions")} looks={verdictLooks} word={(verdict) => say(`verdict.${verdict}`)} />
        <Marks
          title={say("timeline.group.health")}
          looks={{ healthy: healthLooks.healthy, unhealthy: healthLooks.unhealthy, unknown: healthLooks.unknown }}
          word={(status) => say(`health.${status}`)}
        />
        <Marks title={say("timeline.group.events")} looks={markerLooks} word={(kind) => say(`timeline.marker.${kind}`)} />
        <ul class="key-notes">
          <li>{say("timeline.key.silent")}</li>
          <li>{say("timeline.key.ttl")}</li>
          <li>{say("timeline.key.height")}</li>
        </ul>
      </div>
    </details>
  );
}

function Marks<K extends string>({ title, looks, word }: { title: string; looks: Readonly<Record<K, Look>>; word: (key: K) => string }) {
  const entries = Object.entries(looks) as [K, Look][];
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {entries.map(([key, look]) => (
          <li key={key}>
            <Mark look={look} /> {word(key)}
          </li>
        ))}
      </ul>
    </section>
  );
}
