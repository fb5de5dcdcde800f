/** Which region sees what: who agrees with the role, who differs, and who was not heard lately. */
import type { PairSummary } from "@flipwatch/functions/api/pairs";
import { verdictLooks } from "../../look/states.ts";
import { Mark } from "../../parts/mark.tsx";
import { regionStands, regionsText } from "../../parts/region-dots.tsx";
import { Moment } from "../../parts/time.tsx";
import { say, sayWith } from "../../words/words.ts";

export function SeenBy({ pair, regions }: { pair: PairSummary; regions: readonly string[] }) {
  const stands = regionStands(pair.role, pair.regions, regions);
  const summary = regionsText(pair.role, stands).split("; ")[0];
  return (
    <div class="now-fact">
      <h3>{say("pair.seenBy")}</h3>
      <p>{summary}</p>
      <ul class="now-regions">
        {stands.map(({ region, stand, verdict }) => {
          const vote = pair.regions[region];
          return (
            <li key={region} class={`now-region-${stand}`}>
              {verdict !== undefined && <Mark look={verdictLooks[verdict]} />} <span>{region}</span>{" "}
              {vote === undefined || stand === "silent" ? (
                <span class="faint">
                  {vote === undefined ? say("pair.neverHeard") : sayWith("pair.silentSince", { time: <Moment at={vote.at} /> })}
                </span>
              ) : (
                <>
                  <span class="soft">{say(`verdict.${vote.verdict}`)}</span>{" "}
                  <span class="faint">{sayWith("pair.since", { time: <Moment at={vote.since.by} /> })}</span>
                  {stand === "dissents" && <strong class="now-dissents"> {say("pair.dissents")}</strong>}
                </>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
