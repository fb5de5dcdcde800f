/** What is wrong with the records themselves, found while looking for pairs: what, why it matters, and what to do. */
import "../../style/findings.css";
import type { Finding, FindingRule } from "@flipwatch/core/pair";
import { findingInKorean } from "@flipwatch/core/wording/findings-ko";
import { useAnswer } from "../../api/use-answer.ts";
import type { PageInput } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, Shown } from "../../parts/states.tsx";
import { Ago } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { language, say, sayWith } from "../../words/words.ts";

/** `GET /api/findings`. */
export interface FindingsReply {
  findings: readonly Finding[];
}

const EVERY_MS = 30_000;
export const severities = ["critical", "warning", "info"] as const satisfies readonly Finding["severity"][];
const marks: Readonly<Record<Finding["severity"], string>> = { critical: "■", warning: "▲", info: "●" };

export function FindingsPage(_input: PageInput) {
  const answer = useAnswer<FindingsReply>("/api/findings", { everyMs: EVERY_MS });
  const count = answer.data?.findings.length ?? 0;
  return (
    <Page title={say("findings.title")} heading={count === 0 ? undefined : say("findings.count", { count })}>
      <p class="soft page-lead">{say("findings.lead")}</p>
      <Shown answer={answer}>
        {({ findings }) => (findings.length === 0 ? <Empty title={say("findings.none")} /> : <Findings findings={findings} />)}
      </Shown>
    </Page>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  return severities.map((severity) => {
    const own = gravestFirst(findings).filter((finding) => finding.severity === severity);
    return (
      own.length > 0 && (
        <section key={severity} class={`findings findings-${severity}`}>
          <h2>
            <span aria-hidden="true">{marks[severity]} </span>
            {say(`findings.severity.${severity}`)} <span class="faint">{say("findings.number", { count: own.length })}</span>
          </h2>
          <ul>
            {own.map((finding) => (
              <FindingItem key={finding.id} finding={finding} />
            ))}
          </ul>
        </section>
      )
    );
  });
}

/** What these are about is watched in spite of them, so there is something to see. */
const ofWatched: readonly FindingRule[] = ["primary-without-health-check", "sides-share-values", "unobserved-private-zone"];

function FindingItem({ finding: { pair, rule, message, why, fix, since } }: { finding: Finding }) {
  // The finding's own sentences are English. In Korean the rule's words go before what was found.
  const korean = language() === "ko" ? findingInKorean(rule) : undefined;
  return (
    <li class="finding">
      <div class="finding-of mono">
        {ofWatched.includes(rule) ? <a href={pathOf({ page: "pair", id: pair })}>{pair}</a> : pair}
        <span class="finding-rule">{rule}</span>
      </div>
      <div class="finding-words">
        {korean !== undefined && <p class="finding-what">{korean.what}.</p>}
        <p class={korean === undefined ? "finding-what" : "soft"} lang="en">
          {message}
        </p>
        <p class="soft">{korean?.why ?? <span lang="en">{why}</span>}</p>
        <p>
          <b>{say("findings.fix")}</b> {korean?.fix ?? <span lang="en">{fix}</span>}
        </p>
        {since !== undefined && <p class="faint">{sayWith("findings.since", { ago: <Ago key="ago" at={since} /> })}</p>}
      </div>
    </li>
  );
}

/** By severity, then by pair and rule: the same at every look. */
export function gravestFirst(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity }: Finding) => severities.indexOf(severity);
  return findings.toSorted((a, b) => rank(a) - rank(b) || (a.id === b.id ? 0 : a.pair + a.rule < b.pair + b.rule ? -1 : 1));
}
