/** Alerts in Korean, in AWS's own Korean terms: 상태 확인, 장애 조치, 기본 레코드, 보조 레코드. The leads are in `leads-ko.ts`. */
import { MAINTENANCE } from "../mutes.ts";
import type { Catalogue } from "./catalogue.ts";
import { koreanUnits, roundedIn } from "./duration.ts";
import { findingInKorean } from "./findings-ko.ts";
import { headlinesOf } from "./headlines.ts";
import { lastingIn } from "./lasting.ts";
import { koreanLead } from "./leads-ko.ts";
import { reasonInKorean } from "./reasons-ko.ts";
import { bare, digestOf, findingOf, groupedIn, isFirstSight, isMaintenance, openForMs, type Told } from "./told.ts";

/** `2시간째 `, where it is known. */
const timed = (ms: number | undefined, word: string) => (ms === undefined ? "" : `${roundedIn(koreanUnits, ms)}${word} `);

const digestWhys: Partial<Record<string, string>> = {
  check: "(같은 상태 확인)",
  name: "(같은 이름)",
  flapping: "(반복 변경)",
};

export const korean: Catalogue = {
  units: koreanUnits,
  severity: { critical: "긴급", warning: "경고", info: "정보", record: "" },
  drill: "훈련",
  possibleRepeat: "중복일 수 있음",
  check: (id) => `상태 확인 ${id}`,
  more: (count) => `외 ${count}개`,

  names: ({ check, count, of }) => `이름 ${of}개${count < of ? ` 중 ${count}개` : ""}(상태 확인 ${check})`,

  headline: {
    "first-seen": ({ event }) => (event.to === "secondary" ? "모니터링 시작, 보조 레코드로 응답 중" : "모니터링 시작"),
    failover: (told) => (isFirstSight(told) ? "처음 확인 시 이미 보조 레코드로 응답 중" : "보조 레코드로 장애 조치됨"),
    "answer-back": () => "기본 레코드로 응답 복귀",
    stray: () => "어느 쪽에도 없는 값으로 응답",
    dark: () => "유효한 응답 없음",
    split: () => "리전별 응답 불일치",
    unknown: () => "현재 응답을 확인할 수 없음",
    unobserved: ({ event }) => (event.detail?.retired === true ? "모니터링 중단" : "관측할 수 없음(프라이빗 호스팅 영역)"),
    resumed: () => "관측 재개, 응답 변동 없음",
    recovered: ({ event: { incident } }) =>
      incident?.durationMs === undefined ? "복구됨" : `복구됨, 지속 시간 ${lastingIn(korean, incident)}`,
    "last-resort": () => "최후 수단으로 기본 레코드 응답, 여전히 비정상",
    unverified: () => "인시던트 종료, 복구는 검증되지 않음",
    "both-unhealthy": () => "양쪽 모두 비정상",
    "primary-unhealthy-served": () => "비정상인 기본 레코드로 계속 응답",
    "secondary-unhealthy": () => "안전망 없음, 보조 레코드 비정상",
    "secondary-healthy": ({ event }) =>
      event.health?.secondary.status === "none" ? "보조 레코드에 상태 확인이 없어짐" : "안전망 회복, 보조 레코드 정상",
    "health-disagrees": () => "상태 확인과 응답 불일치",
    "health-agrees": () => "상태 확인과 응답 다시 일치",
    "clients-diverge": () => "클라이언트가 다른 응답을 받음",
    "clients-agree": () => "클라이언트가 다시 같은 응답을 받음",
    flapping: () => "응답이 반복해서 바뀜",
    calm: () => "응답이 다시 안정됨",
    "definition-changed": () => "레코드 변경됨",
    "vote-changed": ({ event: { region } }) => `${region ?? "한"} 리전에서 확인한 응답이 바뀜`,
    "view-changed": ({ event }) => (event.detail?.unasked === true ? "DNS 해석기 쿼리 중단" : "DNS 해석기의 응답이 바뀜"),
    "health-changed": () => "상태 확인 결과가 바뀜",
    "region-silent": ({ event: { region } }) => `${region ?? "한"} 리전 투표 없음`,
    "region-back": ({ event: { region }, detail }) =>
      `${region ?? "한"} 리전 ${detail.text("why") === undefined ? "투표 재개" : "투표 대상에서 제외"}`,
    "ballots-lost": ({ event: { region } }) => `${region ?? "한"} 리전의 투표 유실됨`,
    "ballots-future": ({ event: { region } }) => `${region ?? "한"} 리전의 투표가 미래 시각임`,
    "clock-set-back": () => "시스템 시계가 과거로 되돌아감",
    unpublishable: () => "SNS에 이벤트를 게시할 수 없음",
    "delivery-given-up": ({ detail }) => `${detail.text("channel") ?? "한"} 채널로 알림 전달 실패`,
    "step-failing": ({ detail }) => `${detail.text("step") ?? "한"} 단계 실패 중`,
    "step-working": ({ detail }) => `${detail.text("step") ?? "한"} 단계 정상화됨`,
    acknowledged: ({ detail }) => (detail.text("by") === undefined ? "확인 처리됨" : `${detail.text("by")} 님이 확인 처리함`),
    reminder: (told) => `${openedAs(told)}${timed(openForMs(told), "째")}복구되지 않음`,
    unacknowledged: (told) => `${openedAs(told)}${timed(openForMs(told), "째")}확인 처리 없음`,
    noted: ({ detail }) => (detail.text("by") === undefined ? "메모 추가됨" : `${detail.text("by")} 님이 메모를 남김`),
    muted: (told) => (isMaintenance(told) ? "유지 관리 중" : "알림 꺼짐"),
    unmuted: (told) => (isMaintenance(told) ? "유지 관리 종료" : "알림 다시 켜짐"),
    "drill-started": () => "훈련 시작",
    "drill-ended": () => "훈련 종료",
    "channel-broken": ({ detail }) => `${detail.text("channel") ?? "한"} 채널 알림 실패 중`,
    "channel-working": ({ detail }) => `${detail.text("channel") ?? "한"} 채널 알림 재개`,
    "finding-opened": (told) => {
      const { rule } = findingOf(told);
      const count = told.detail.number("count");
      return count === undefined ? `점검 결과${ruleIn(rule)}` : `점검 결과 ${count}건 추가`;
    },
    "finding-closed": (told) => `점검 결과 해결됨${ruleIn(findingOf(told).rule)}`,
    digest: (told) => {
      const grouped = groupedIn(told);
      const regions = told.detail.texts("regions");
      const [first] = grouped ?? [];
      if (grouped === undefined || first === undefined)
        return `알림 ${digestOf(told).count}건 모음${digestWhys[digestOf(told).why ?? ""] ?? ""}`;
      if (regions.length > 0) return `${regions.join(", ")} 리전 ${first.one.event.kind === "region-back" ? "투표 재개" : "투표 없음"}`;
      return headlinesOf(grouped, korean);
    },
    test: () => "테스트 알림, 실제 상황 아님",
  },
  lead: (told) =>
    koreanLead(told, {
      more: korean.more,
      verdict: (verdict) => wordOf(korean.verdicts, verdict),
      status: (status) => wordOf(korean.status, status),
      reason: reasonInKorean,
      lasting: ({ event }) => lastingIn(korean, event.incident ?? {}),
    }),
  labels: {
    drill: "훈련",
    since: "시작 시각",
    at: "시각",
    regions: "리전",
    dissent: "응답이 다른 리전",
    silent: "투표 없는 리전",
    reason: "확인한 응답",
    primary: "기본 레코드",
    safetyNet: "안전망",
    clients: "클라이언트",
    resolvers: "DNS 해석기",
    lastFailover: "이전 인시던트",
    incident: "인시던트",
    away: "전환 단계",
    back: "복귀 단계",
    flapping: "반복 변경",
    by: "처리자",
    note: "메모",
    until: "종료 시각",
    held: "보류된 알림",
    channels: "에스컬레이션 채널",
    event: "이벤트",
    error: "오류",
    why: "이유",
    fix: "조치",
    timeline: "타임라인",
  },

  moment: (utc) => utc.replace(/^\d{4}-(.+):\d{2} UTC$/, "$1 UTC"),
  earlier: (utc, span) => (span === undefined ? `${utc} 또는 그 이전` : `${utc}(최대 ${span} 더 이를 수 있음)`),
  lasted: (span, error) => (error === undefined ? `약 ${span}` : `${span} ± ${error}`),
  lastedUnknown: "알 수 없음",
  fromTo: (from, to) => `${from} ~ ${to}`,

  stands: {
    primary: "기본 레코드",
    secondary: "보조 레코드",
    stray: "어느 쪽에도 없는 값",
    dark: "유효한 응답 없음",
    mixed: "양쪽 값이 섞인 응답",
    ambiguous: "양쪽에 모두 있는 값",
  },
  verdicts: {
    primary: "기본 레코드",
    secondary: "보조 레코드",
    mixed: "양쪽 값이 섞인 응답",
    stray: "어느 쪽에도 없는 값",
    empty: "레코드 없음",
    ambiguous: "양쪽에 모두 있는 값",
    failed: "유효한 응답 없음",
  },
  see: (count, of, stand, values, regions) =>
    `${of === 1 ? regions : `${of}개 중 ${count}개`}에서 ${stand}${values === "" ? "" : `(${values})`} 확인${of === 1 ? "" : `: ${regions}`}`,
  seen: (count, of) => `리전 ${count}/${of}`,
  voteOf: (region, verdict) => `${region}에서 ${verdict} 확인`,
  lastHeard: (region, utc) => `${region}(${utc} 이후)`,
  reason: reasonInKorean,

  status: { healthy: "정상", unhealthy: "비정상", unknown: "알 수 없음", none: "상태 확인 없음" },
  health: ({ status, check, since, percent, reason }) => {
    const said = [
      `${since === undefined ? "" : `${since}부터 `}${status}${check === undefined ? "" : `(상태 확인 ${check})`}`,
      ...(percent === undefined ? [] : [`상태 확인 프로그램의 ${percent}%가 정상으로 보고`]),
      ...(reason === undefined ? [] : [`마지막 이유: ${reasonInKorean(reason)}`]),
    ];
    return said.join(", ");
  },
  readBefore: ({ status, check, at }) =>
    `응답이 바뀌기 전인 ${at}에 마지막으로 읽은 결과는 ${status}${check === undefined ? "" : `(상태 확인 ${check})`}`,
  checkShort: (side, status) => `${side === "primary" ? "기본" : "보조"} 레코드 ${status}`,
  noCheck: "상태 확인이 없어 Route 53이 항상 정상으로 간주합니다",
  safetyNet: {
    none: "보조 레코드에 상태 확인이 없어 실제 작동 여부와 관계없이 응답에 사용됩니다",
    healthy: "있음; 보조 레코드는",
    unhealthy: "없음; 보조 레코드는",
    unknown: "확인할 수 없음; 보조 레코드 상태는",
  },

  cached: (side, until, ttl) => `${until}까지 캐시된 ${side} 응답을 받을 수 있습니다(TTL ${ttl})`,
  resolvers: (old, of) => `쿼리한 ${of}개 중 ${old}개가 아직 이전 응답을 반환했습니다`,
  openSince: (utc) => `${utc}부터 진행 중`,
  closed: (from, to, lasted) => `${from} ~ ${to}, 지속 시간 ${lasted}`,
  phase: {
    away: {
      failedCheck: "첫 상태 확인 실패",
      unhealthy: "상태 확인 비정상",
      firstRegion: "첫 리전",
      majority: "과반수",
      lastRegion: "마지막 리전",
      clients: "클라이언트",
    },
    back: {
      failedCheck: "첫 상태 확인 성공",
      unhealthy: "상태 확인 정상",
      firstRegion: "첫 리전",
      majority: "과반수",
      lastRegion: "마지막 리전",
      clients: "클라이언트",
    },
  },
  phaseFirst: (name, utc) => `${name} ${utc}`,
  phaseLater: (name, span) => `${name} +${span}`,
  flapping: "응답이 계속 바뀌고 있습니다. 모든 변경을 기록하지만 일부만 알립니다",
  advice: (finding) => findingInKorean(finding.rule) ?? finding,
  by: (who, via) => (via === MAINTENANCE ? "구성의 유지 관리 기간" : `${who} 님${via === undefined ? "" : `(${via})`}`),
  held: ({ kinds, pairs, open, atLeast }) => {
    if (kinds.length === 0) return "없음";
    const what = kinds.map(([kind, count]) => `${korean.headline[kind](bare(kind))} ${count}건`).join(", ");
    return `${atLeast ? "최소 " : ""}${what}(${pairs}); ${open === "" ? "그동안 시작된 인시던트 중 진행 중인 것 없음" : `아직 진행 중: ${open}`}`;
  },
  several: (count, names) => `${count}건(${names})`,
};

function wordOf(words: Readonly<Record<string, string>>, word: string | undefined): string {
  return words[word ?? ""] ?? word ?? "알 수 없음";
}

/** What an open incident is about, for whoever has not heard of it yet. */
function openedAs({ event: { incident } }: Told): string {
  return incident === undefined ? "" : `${korean.headline[incident.opening](bare(incident.opening))}, `;
}

function ruleIn(rule: string | undefined): string {
  return rule === undefined ? "" : `: ${findingInKorean(rule)?.title ?? rule}`;
}
