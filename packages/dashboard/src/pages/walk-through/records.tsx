/** The failover records as Route 53 has them, a form that makes them, and what is wrong with them: refused by Route 53, or found by Flipwatch. */
import type { LabFailoverRecord } from "@flipwatch/core/lesson/panel";
import { type Finding, type PairId, pairId, type Side } from "@flipwatch/core/pair";
import { findingInKorean } from "@flipwatch/core/wording/findings-ko";
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Failure } from "../../api/answer.ts";
import { roleLooks } from "../../look/states.ts";
import { Mark } from "../../parts/mark.tsx";
import { currentPlace, go } from "../../place.ts";
import { language, type PlainKey, say } from "../../words/words.ts";
import { refusalWords } from "./refusal.ts";
import { type PanelProps, Trouble } from "./switches.tsx";
import { useAct } from "./use-act.ts";

export function Records({ panel, id, findings, again }: PanelProps & { id: PairId; findings: readonly Finding[] }) {
  const { records } = panel;
  const hasPrimary = records.some((record) => record.failover === "PRIMARY" && pairId(record.name, record.type) === id);
  const isWhole = hasPrimary && records.some((record) => record.failover === "SECONDARY" && pairId(record.name, record.type) === id);
  // Where there is something left to make; it does not close under whoever has just made it.
  const [isOpen] = useState(!isWhole);
  return (
    <section class="walk-box" id="walk-records" aria-labelledby="records-title" tabIndex={-1}>
      <h2 id="records-title">{say("walk.records")}</h2>
      {records.length === 0 && <p class="soft">{say("walk.noRecords")}</p>}
      <ul class="walk-list">
        {records.map((record) => (
          <KnownRecord key={`${record.name} ${record.type} ${record.setIdentifier}`} record={record} panel={panel} again={again} />
        ))}
      </ul>
      {findings.length > 0 && <Findings findings={findings} />}
      {panel.zone !== undefined && (
        <details class="walk-form" open={isOpen}>
          <summary>{say("walk.form")}</summary>
          <Form panel={panel} id={id} first={hasPrimary ? "secondary" : "primary"} again={again} />
        </details>
      )}
    </section>
  );
}

const sideOf = ({ failover }: Pick<LabFailoverRecord, "failover">): Side => (failover === "PRIMARY" ? "primary" : "secondary");

function KnownRecord({ record, panel, again }: PanelProps & { record: LabFailoverRecord }) {
  const { name, type, setIdentifier, values, ttlSeconds, check } = record;
  const { run, isBusy, failure } = useAct(again);
  const side = sideOf(record);
  const remove = async () => {
    const gone = await run("/lab/records/delete", { name, type, setIdentifier });
    // The button goes with its record; who uses the keyboard stays where it was.
    if (gone !== undefined) document.getElementById("walk-records")?.focus();
  };
  const checkName = panel.checks.find((one) => one.id === check)?.name ?? check ?? say("walk.noCheck");
  return (
    <li class="walk-row">
      <div>
        <p>
          <Mark look={roleLooks[side]} /> <b>{say(`walk.side.${side}`)}</b> <span class="mono">{name}</span>{" "}
          <span class="soft">{type}</span>
        </p>
        <p class="soft">
          <span class="mono">{values.join(", ")}</span> · TTL {ttlSeconds} · {setIdentifier} · {say("walk.field.check")}: {checkName}
        </p>
        <Trouble failure={failure} />
      </div>
      <button type="button" class="button" aria-disabled={isBusy} onClick={() => void remove()}>
        {say("walk.delete", { side: say(`walk.side.${side}`), id: setIdentifier })}
      </button>
    </li>
  );
}

/** Such as a secondary that is missing: Route 53 takes that, and only somebody who looks at the whole can say it. */
function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <div class="banner banner-warning walk-findings">
      <div>
        <h3>{say("walk.unfit")}</h3>
        {findings.map(({ id, rule, message, fix }) => {
          const korean = language() === "ko" ? findingInKorean(rule) : undefined;
          return korean === undefined ? (
            <p key={id} lang="en">
              {message} {fix}
            </p>
          ) : (
            <p key={id}>
              {korean.what}. {korean.fix}
            </p>
          );
        })}
      </div>
    </div>
  );
}

interface Fields {
  name: string;
  type: string;
  value: string;
  ttl: string;
  setIdentifier: string;
  check: string;
}

function Form({ panel, id, first, again }: PanelProps & { id: PairId; first: Side }) {
  const { run, isBusy, failure } = useAct<LabFailoverRecord>(again);
  const [side, setSide] = useState<Side>(first);
  const [made, setMade] = useState<LabFailoverRecord>();
  const [fields, setFields] = useState<Fields>(() => usualFields(panel, id, first));
  const change = (more: Partial<Fields>) => setFields({ ...fields, ...more });
  const choose = (next: Side) => {
    setSide(next);
    const { value, setIdentifier, check } = usualFields(panel, id, next);
    change({ value, setIdentifier, check });
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const { ttl, check, ...rest } = fields;
    const record = { ...rest, failover: side.toUpperCase(), ttlSeconds: Number(ttl), ...(check !== "" && { check }) };
    const created = await run("/lab/records", record);
    setMade(created);
    // The other side is what is made next.
    if (created?.failover === "PRIMARY") choose("secondary");
    // Another type of the same name is a mistake to be seen, and no other pair.
    if (created !== undefined && !id.startsWith(`${created.name}/`)) walk(pairId(created.name, created.type));
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Choice words="walk.field.failover" value={side} onChange={(next) => choose(next as Side)}>
        <option value="primary">{say("walk.side.primary")}</option>
        <option value="secondary">{say("walk.side.secondary")}</option>
      </Choice>
      <Text words="walk.field.name" value={fields.name} onInput={(name) => change({ name })} />
      <Choice words="walk.field.type" value={fields.type} onChange={(type) => change({ type })}>
        {["A", "AAAA", "CNAME"].map((type) => (
          <option key={type}>{type}</option>
        ))}
      </Choice>
      <Text words="walk.field.value" value={fields.value} onInput={(value) => change({ value })} />
      <Text words="walk.field.ttl" value={fields.ttl} onInput={(ttl) => change({ ttl })} isNumber />
      <Text words="walk.field.id" value={fields.setIdentifier} onInput={(setIdentifier) => change({ setIdentifier })} />
      <Choice words="walk.field.check" value={fields.check} onChange={(check) => change({ check })}>
        <option value="">{say("walk.noCheck")}</option>
        {panel.checks.map((check) => (
          <option key={check.id} value={check.id}>
            {check.name ?? check.id}
          </option>
        ))}
      </Choice>
      <button type="submit" class="button" aria-disabled={isBusy}>
        {say("walk.create", { side: say(`walk.side.${side}`) })}
      </button>
      <Refused failure={failure} />
      {made !== undefined && failure === undefined && (
        <p role="status">{say("walk.created", { side: say(`walk.side.${sideOf(made)}`), name: made.name })}</p>
      )}
    </form>
  );
}

/** As the lesson has them, so that only what somebody wants to try otherwise is typed. */
function usualFields({ servers, checks }: PanelProps["panel"], id: PairId, side: Side): Fields {
  const server = servers.find((one) => one.side === side);
  const check = checks.find(({ endpoint }) => endpoint === server?.endpoint)?.id ?? "";
  const slash = id.lastIndexOf("/");
  const setIdentifier = side === "primary" ? "EU" : "US";
  return { name: id.slice(0, slash), type: id.slice(slash + 1), value: server?.address ?? "", ttl: "60", setIdentifier, check };
}

/** The pair that was begun is the one that is walked through from now on. */
function walk(pair: PairId): void {
  const { path, search } = currentPlace();
  const query = new URLSearchParams(search);
  query.set("pair", pair);
  go(`${path}?${query}`, { replace: true });
}

function Refused({ failure }: { failure: Failure | undefined }) {
  if (failure === undefined) return null;
  const { detail, words } = failure;
  return (
    <div class="walk-refused" role="alert">
      <p class="walk-off">{words === "failed.conflict" && detail !== undefined ? say(refusalWords(detail)) : say("walk.failed")}</p>
      {detail !== undefined && (
        <p class="state-detail" lang="en">
          {detail}
        </p>
      )}
      {detail === undefined && <p>{say(words)}</p>}
    </div>
  );
}

interface FieldProps {
  words: Extract<PlainKey, `walk.field.${string}`>;
  value: string;
}

function Choice({ words, value, onChange, children }: FieldProps & { onChange: (value: string) => void; children: ComponentChildren }) {
  const id = useId();
  return (
    <div>
      <label for={id}>{say(words)}</label>
      <select id={id} class="field" value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {children}
      </select>
    </div>
  );
}

function Text({ words, value, onInput, isNumber = false }: FieldProps & { onInput: (value: string) => void; isNumber?: boolean }) {
  const id = useId();
  return (
    <div>
      <label for={id}>{say(words)}</label>
      <input
        id={id}
        class="field"
        inputMode={isNumber ? "numeric" : undefined}
        required
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </div>
  );
}
