/** Whether Lambda lets a deployment run as much at once as it may have to, in each region; a new account is given little. */
import type { Config } from "@flipwatch/core";
import { concurrencyNeeded } from "@flipwatch/core/cost/quotas";
import { joinedByAnd } from "@flipwatch/core/phrases";
import { isDeployed } from "./paper.ts";
import { notChecked, ok, type Sight, warning, within } from "./sight.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

const PART = "quota of Lambda's concurrency";

/** Resolves to what is not reserved for some function; undefined where AWS gave no number. */
export type AskConcurrency = (region: string) => Promise<number | undefined>;

type Seen = { region: string; needed: number } & ({ there: number } | { words: string });

export async function seeConcurrency(config: Config, ask: AskConcurrency): Promise<Sight[]> {
  if (!isDeployed(config)) return [];
  const needed = concurrencyNeeded(config);
  const seen = await Promise.all(Object.entries(needed).map(([region, count]) => seeRegion(region, count, ask)));
  const known = seen.flatMap((one) => ("there" in one ? [one] : []));
  const [unknown] = seen.flatMap((one) => ("words" in one ? [one] : []));
  const short = known.filter(({ there, needed: count }) => there < count);
  return [
    ...(short.length > 0 ? [tooFew(short)] : []),
    ...(unknown !== undefined ? [notChecked(PART, `${unknown.region}: ${unknown.words}`, HOW_TO_LOOK)] : []),
    ...(short.length === 0 && unknown === undefined ? [ok(PART, `Enough in each region: ${joinedByAnd(known.map(said))}.`)] : []),
  ];
}

const HOW_TO_LOOK = "Allow lambda:GetAccountSettings, or look by `aws lambda get-account-settings --region …`.";

async function seeRegion(region: string, needed: number, ask: AskConcurrency): Promise<Seen> {
  try {
    const there = await within(ask(region));
    if (typeof there === "number") return { region, needed, there };
    return { region, needed, words: there === "late" ? "Lambda did not answer in time." : "Lambda gave no number." };
  } catch (error) {
    return { region, needed, words: wordsOf(troubleOf(error)) };
  }
}

/** What an answer that can't be read makes of the SDK is of no use to anybody here. */
function wordsOf({ kind, words }: Trouble): string {
  if (kind === "denied") return "lambda:GetAccountSettings is not allowed.";
  return kind === "other" ? "Lambda answered, but not as expected." : words;
}

function tooFew(short: readonly { region: string; needed: number; there: number }[]): Sight {
  const [{ region } = { region: "" }] = short;
  return warning(
    PART,
    `${joinedByAnd(short.map(said))}. When much fails over at once, or others use what there is, votes and alerts come late, and CloudWatch tells it (…Throttles).`,
    `Ask for more, which costs nothing: \`aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region ${region}\`.`,
  );
}

function said({ region, needed, there }: { region: string; needed: number; there: number }): string {
  return `${region} runs ${there} at once and may need ${needed}`;
}
