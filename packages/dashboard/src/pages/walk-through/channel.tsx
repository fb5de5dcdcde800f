/** The Slack look-alike's channel: root messages with their threads, edits and buttons that work; and the switch that breaks it. */
import { useAnswer } from "../../api/use-answer.ts";
import { healthLooks } from "../../look/states.ts";
import { Mark } from "../../parts/mark.tsx";
import { Shown } from "../../parts/states.tsx";
import { Moment } from "../../parts/time.tsx";
import { language, say, sayWith } from "../../words/words.ts";
import { blocksIn, linesIn, marked, type SlackBlock, type SlackMessage } from "./slack-text.ts";
import { type PanelProps, Trouble } from "./switches.tsx";
import { useAct } from "./use-act.ts";

const EVERY_MS = 2_000;
/** Newest first; the lab keeps more. */
const MOST_SHOWN = 20;

export function Channel({ panel, again }: PanelProps) {
  const answer = useAnswer<{ messages: readonly SlackMessage[] }>("/lab/slack", { everyMs: EVERY_MS });
  const { run, isBusy, failure } = useAct(again);
  const isWell = panel.slack === "ok";
  return (
    <section class="walk-box walk-channel" id="walk-channel" aria-labelledby="channel-title" tabIndex={-1}>
      <h2 id="channel-title">{say("walk.channel")}</h2>
      <div class="walk-row">
        <p class={isWell ? "soft" : "walk-off"}>
          <Mark look={healthLooks[isWell ? "healthy" : "unhealthy"]} /> {say(isWell ? "walk.slackWell" : "walk.slackBroken")}
        </p>
        <button
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => void run("/lab/slack", isWell ? { mode: "error", status: 500 } : { mode: "ok" })}
        >
          {say(isWell ? "walk.breakSlack" : "walk.mendSlack")}
        </button>
      </div>
      <Trouble failure={failure} />
      <Shown answer={answer}>{({ messages }) => <Messages messages={messages} again={answer.again} />}</Shown>
    </section>
  );
}

function Messages({ messages, again }: { messages: readonly SlackMessage[]; again: () => void }) {
  const roots = messages
    .filter(({ threadTs }) => threadTs === undefined)
    .toReversed()
    .slice(0, MOST_SHOWN);
  if (roots.length === 0) return <p class="soft">{say("walk.noMessages")}</p>;
  return (
    <ul class="walk-messages">
      {roots.map((root) => {
        const replies = messages.filter(({ threadTs }) => threadTs === root.ts);
        return (
          <li key={root.ts}>
            <Message message={root} again={again} />
            {replies.length > 0 && (
              <details open={root === roots[0]}>
                <summary>{say("walk.replies", { count: replies.length })}</summary>
                <ul>
                  {replies.map((reply) => (
                    <li key={reply.ts}>
                      <Message message={reply} again={again} />
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Message({ message, again }: { message: SlackMessage; again: () => void }) {
  const { at, editedAt, ts, text } = message;
  const blocks = blocksIn(message);
  return (
    <>
      <p class="faint">
        <b>Flipwatch</b> <Moment at={at} />
        {editedAt !== undefined && <> · {sayWith("walk.edited", { time: <Moment key="edited" at={editedAt} /> })}</>}
      </p>
      {/* What Flipwatch writes is in the language of its configuration. */}
      <div lang="en">
        {blocks.length === 0 && <p class="walk-said">{marked(text)}</p>}
        {blocks.map((block, index) => (
          <Block key={index} block={block} ts={ts} again={again} />
        ))}
      </div>
    </>
  );
}

function Block({ block, ts, again }: { block: SlackBlock; ts: string; again: () => void }) {
  if (block.type === "actions") return <Buttons block={block} ts={ts} again={again} />;
  const lines = linesIn(block);
  if (block.fields !== undefined && block.text === undefined) return <Fields lines={lines} />;
  if (block.type === "header") return <p class="walk-said walk-what">{lines.join(" ")}</p>;
  return (
    <div class={block.type === "context" ? "faint" : undefined}>
      {lines.map((line) => (
        <p key={line} class="walk-said">
          {line}
        </p>
      ))}
    </div>
  );
}

/** A label and what belongs to it, each. */
function Fields({ lines }: { lines: readonly string[] }) {
  return (
    <details class="walk-more">
      <summary lang={language()}>{say("walk.more")}</summary>
      <dl>
        {lines.map((line) => {
          const [label = "", ...value] = line.split("\n");
          return [<dt key={`${label} dt`}>{label}</dt>, <dd key={`${label} dd`}>{value.join("\n")}</dd>];
        })}
      </dl>
    </details>
  );
}

function Buttons({ block: { elements = [] }, ts, again }: { block: SlackBlock; ts: string; again: () => void }) {
  const { run, isBusy, failure } = useAct(again);
  return (
    <p class="walk-acts">
      {elements.map(({ action_id: action = "", text, url }) => {
        const label = typeof text === "string" ? text : (text?.text ?? "");
        return url !== undefined ? (
          <a key={action + label} class="button" href={url}>
            {label}
          </a>
        ) : (
          <button
            key={action}
            type="button"
            class="button"
            aria-disabled={isBusy}
            onClick={() => void run("/lab/slack/press", { ts, action })}
          >
            {label}
          </button>
        );
      })}
      <Trouble failure={failure} />
    </p>
  );
}
