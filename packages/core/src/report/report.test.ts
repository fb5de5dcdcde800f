import { describe, expect, it } from "vitest";
import { MINUTE } from "../time.ts";
import { foldDeliveries, foldEvents } from "../timeline/fold.ts";
import { sampleEvent, samplePair } from "../timeline/sample.ts";
import { emptyTimeline } from "../timeline/timeline.ts";
import { incidentCsv } from "./csv.ts";
import { reportFileName } from "./file-name.ts";
import { type IncidentDetail, incidentDetail } from "./incident-detail.ts";
import { incidentMarkdown } from "./markdown.ts";
import { incidentDeliveries, incidentEvents, incidentHealth, opened, sampleDefinition, sampleIncident } from "./sample.ts";
import { reportWords } from "./words.ts";

function sample(): IncidentDetail {
  const events = incidentEvents;
  const timeline = foldDeliveries(
    foldEvents(emptyTimeline(samplePair, { primary: "hc-primary" }), [...events, ...incidentHealth]),
    incidentDeliveries,
  );
  const waiting = [
    { event: `${samplePair}#15`, channel: "slack:ops", attempts: 2, firstTriedAt: opened + 11 * MINUTE, error: "timed out" },
  ];
  const detail = incidentDetail(sampleIncident.id, {
    definition: sampleDefinition,
    timeline,
    events,
    waiting,
    notes: [],
    metricPeriodMs: MINUTE,
  });
  if (detail === undefined) throw new Error("the sample is no incident");
  return detail;
}

const detail = sample();

describe("an incident as Markdown", () => {
  const lines = incidentMarkdown(detail).split("\n");

  it.each([
    "# Incident: failover.example.com/A, failed over to the secondary",
    "| Opened | 2026-11-22 12:00:00 UTC: failed over to the secondary |",
    "| Ended | 2026-11-22 12:11:00 UTC: recovered |",
    "| Lasted | 10 min ± 10 s |",
    "| first failed check | 2026-11-22 11:58:00.0 to 2026-11-22 11:59:00.0 | +0 s |",
    "| clients | 2026-11-22 12:00:40.0 to 2026-11-22 12:00:55.0 | +1 min 55 s ± 1 min |",
    "| told slack:ops | 2026-11-22 12:00:00.3 to 2026-11-22 12:00:00.5 | +1 min 1 s ± 1 min |",
    "| health check hc-primary: 3 failures, one every 30 s | 1 min 30 s | Route 53's default; the check was not read |",
    "| eu-central-1 | the secondary |  | 2026-11-22 12:00:00.0 | says secondary |  |",
    "| failed over to the secondary | webhook:0 | given up | 2026-11-22 13:00:00.0 | 9 | 503 from example.com |",
    "| answer back on the primary | slack:ops | not told | 2026-11-22 12:10:00.5 | 0 | muted |",
  ])("says %j", (line) => {
    expect(lines).toContain(line);
  });

  it("has a section for what else was told of the pair, where there is any", () => {
    expect(lines).not.toContain("## Meanwhile");
    const edit = {
      at: opened + MINUTE,
      event: `${samplePair}#99`,
      kind: "definition-changed" as const,
      severity: "info" as const,
      message: "TTL 60 → 30",
    };
    const edited = incidentMarkdown({ ...detail, meanwhile: [...detail.meanwhile, edit] });
    expect(edited).toContain(
      "## Meanwhile\n\n| When (UTC) | Event |  |\n| --- | --- | --- |\n| 2026-11-22 12:01:00.0 | records edited | TTL 60 → 30 |\n",
    );
  });

  it("has people's notes as they wrote them, and nothing in them is markup", () => {
    expect(lines).not.toContain("## Notes");
    const text = "# Cause\n\n- a *full* disk <b>\n1. cleaned | [up](x)";
    const note = { event: `${samplePair}#20`, at: opened + MINUTE, by: "example-user", via: "cli", text, request: "r" };
    expect(incidentMarkdown({ ...detail, notes: [note] })).toContain(
      "## Notes\n\n**example-user, 2026-11-22 12:01:00 UTC**\n\n> \\# Cause\n>\n> \\- a \\*full\\* disk &lt;b&gt;\n> 1\\. cleaned \\| \\[up\\](x)\n",
    );
    const rows = incidentCsv({ ...detail, notes: [{ ...note, text: "=cmd" }] }).split("\r\n");
    expect(rows).toContain(`2026-11-22T12:01:00.000Z,note,example-user,${samplePair}#20,,,,,,,,'=cmd`);
  });

  it("says where time passes faster than configured", () => {
    const { expected } = detail;
    expect(incidentMarkdown({ ...detail, expected: { ...expected, speed: 10 } })).toContain(
      "This is the lab: all of it passes 10 times as fast.",
    );
    expect(lines.join("\n")).not.toContain("lab:");
  });

  it("keeps what people and names say as text, in its own cell", () => {
    const line = lines.find((each) => each.startsWith("| Acknowledged |"));
    expect(line).toBe('| Acknowledged | by example-user at 2026-11-22 12:02:00 UTC: =cmd\\|"calc" &lt;b&gt; |');
  });

  it("has tables whose rows are as long as their heads, in every language", () => {
    for (const language of ["en", "ko"] as const) {
      const cells = (line: string) => line.replaceAll("\\|", "").split("|").length;
      const all = incidentMarkdown(detail, language).split("\n");
      for (const [index, line] of all.entries()) {
        if (line.startsWith("|") && all[index + 1]?.startsWith("|")) expect(cells(all[index + 1] ?? ""), line).toBe(cells(line));
      }
    }
  });

  it("is Korean where that is asked for, down to what happened", () => {
    const korean = incidentMarkdown(detail, "ko");
    expect(korean).toContain("# 인시던트: failover.example.com/A, 보조 레코드로 장애 조치됨");
    expect(korean).toContain("| 지속 시간 | 10분 ± 10초 |");
    expect(korean).not.toMatch(/failed over|Measured|Region \|/);
  });
});

/** By the grammar of RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.slice(0, -1);
}

describe("an incident as CSV", () => {
  const [head = [], ...rows] = parseCsv(incidentCsv(detail).replace("\uFEFF", ""));
  const column = (name: string) => rows.map((row) => row[head.indexOf(name)] ?? "");

  it("has a row for each phase, event and delivery, by time", () => {
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    expect(column("time")).toEqual(column("time").toSorted());
    const count = (kind: string) => column("row").filter((each) => each === kind).length;
    expect([count("event"), count("delivery"), count("phase") > 8]).toEqual([11, 4, true]);
    expect(rows.find((row) => row.includes("given-up"))).toEqual(expect.arrayContaining(["webhook:0", "9", "503 from example.com"]));
  });

  it("begins no cell as a formula, whoever wrote it", () => {
    const evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"].map((text, index) =>
      sampleEvent(100 + index, "reminder", { by: opened + MINUTE }, { message: text, region: text, incident: sampleIncident }),
    );
    const cells = parseCsv(incidentCsv({ ...detail, events: evil }).replace("\uFEFF", "")).flat();
    expect(cells.filter((cell) => /^[=+\-@\t\r＝]/.test(cell))).toEqual([]);
    expect(cells).toEqual(expect.arrayContaining(["'=1+1", "'@SUM(A1)", "'＝1"]));
  });

  it("is the same table in Korean, with a mark that Excel knows it by", () => {
    const korean = incidentCsv(detail, "ko");
    expect(korean.startsWith("\uFEFFtime,row,what,")).toBe(true);
    expect(parseCsv(korean.slice(1)).map((row) => row[0])).toEqual([head[0], ...column("time")]);
    expect(korean).toContain("보조 레코드로 장애 조치됨");
  });
});

describe("a report's file name", () => {
  it.each([
    ["failover.example.com/A", "flipwatch-incident-failover.example.com-A-20261122T120000Z.md"],
    ["*.example.com/AAAA", "flipwatch-incident-example.com-AAAA-20261122T120000Z.md"],
    ['../../etc/"pass\r\nwd"/TXT', "flipwatch-incident-etc-pass-wd-TXT-20261122T120000Z.md"],
    ["a..b.example.com/A", "flipwatch-incident-a.b.example.com-A-20261122T120000Z.md"],
    ["\u0000\u202e", "flipwatch-incident-pair-20261122T120000Z.md"],
    [`${"a".repeat(250)}/A`, `flipwatch-incident-${"a".repeat(100)}-20261122T120000Z.md`],
  ])("is safe for %j", (pair, expected) => {
    expect(reportFileName({ pair, openedAt: opened, format: "md" })).toBe(expected);
  });
});

it("the languages say the same things, none of them nothing", () => {
  const shape = (words: object): string[] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === "object" ? shape(value).map((each) => `${key}.${each}`) : [`${key}:${typeof value}`],
    );
  expect(shape(reportWords("ko"))).toEqual(shape(reportWords("en")));
  const texts = (words: object): string[] =>
    Object.values(words).flatMap((value) => (typeof value === "object" ? texts(value) : typeof value === "string" ? [value] : []));
  expect([...texts(reportWords("en")), ...texts(reportWords("ko"))].filter((text) => text.trim() === "")).toEqual([]);
});
