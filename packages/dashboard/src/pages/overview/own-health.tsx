/** How Flipwatch itself is, where that is not well: regions it does not hear, channels it can't tell, zones it can't read. */
import type { FindingRule } from "@flipwatch/core/pair";
import type { FailingChannel } from "@flipwatch/functions/api/failing-channels";
import type { Overview } from "@flipwatch/functions/api/overview";
import type { ComponentChildren } from "preact";
import { useAnswer } from "../../api/use-answer.ts";
import { Ago, Moment, Since } from "../../parts/time.tsx";
import { say, sayWith } from "../../words/words.ts";
import type { FindingsReply } from "../findings/findings-page.tsx";

const unreadable: readonly FindingRule[] = ["zone-unreadable", "zone-not-found"];

export function OwnHealth({ health }: { health: Overview | undefined }) {
  const findings = useAnswer<FindingsReply>("/api/findings", { everyMs: 60_000 }).data?.findings ?? [];
  if (health === undefined) return null;
  // What may pass by itself within minutes is left to the findings.
  const zones = findings.filter(({ rule, pending }) => unreadable.includes(rule) && !pending);
  const regions = Object.entries(health.regions);
  const silent = regions.filter(([, { fresh }]) => !fresh);
  const isBlind = health.pairs > 0 && regions.length > 0 && silent.length === regions.length;
  const lines = [
    ...(isBlind ? [<Line key="blind" title={say("own.blind")} rest={say("own.blindHint")} />] : []),
    ...(health.pairs === 0 || isBlind ? [] : silent.map(([region, { at }]) => <SilentRegion key={region} region={region} at={at} />)),
    ...health.failingChannels.map((channel) => <BrokenChannel key={channel.channel} channel={channel} />),
    ...zones.map(({ id, pair, rule }) => (
      <Line key={id} title={say(rule === "zone-not-found" ? "own.zoneMissing" : "own.zone", { zone: pair })}>
        <a href="/findings">{say("own.zoneHint")}</a>
      </Line>
    )),
  ];
  if (lines.length === 0) return null;
  return (
    <section class={`banner ${isBlind ? "banner-danger" : "banner-warning"}`} aria-label={say("own.title")}>
      <ul class="own-health">{lines}</ul>
    </section>
  );
}

function SilentRegion({ region, at }: { region: string; at: number | undefined }) {
  if (at === undefined) return <Line title={say("own.neverHeard", { region })} rest={say("own.silentHint")} />;
  return <Line title={sayWith("own.silent", { region, span: <Since key="span" at={at} /> })} rest={say("own.silentHint")} />;
}

function BrokenChannel({ channel: { channel, error, since, logs, nextTryAt } }: { channel: FailingChannel }) {
  return (
    <Line title={sayWith("own.channel", { channel, time: <Moment key="time" at={since} /> })}>
      <span lang="en">{error}</span>. {say("own.channelWaits", { count: logs })}{" "}
      {nextTryAt !== undefined && sayWith("own.nextTry", { when: <Ago key="when" at={nextTryAt} /> })}{" "}
      <a href={`/deliveries?channel=${encodeURIComponent(channel)}`}>{say("shell.deliveries")}</a>
    </Line>
  );
}

function Line({ title, rest, children }: { title: ComponentChildren; rest?: string; children?: ComponentChildren }) {
  return (
    <li>
      <strong>{title}.</strong> {rest}
      {children}
    </li>
  );
}
