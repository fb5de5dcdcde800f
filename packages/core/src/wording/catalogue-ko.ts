/** Alerts in Korean, in AWS's own Korean terms: 상태 확인, 장애 조치, 기본 레코드, 보조 레코드. The leads are in `leads-ko.ts`. */
import type { Catalogue } from "./catalogue.ts";
import { koreanUnits, spanIn } from "./duration.ts";
import { findingInKorean } from "./findings-ko.ts";
import { lastingIn } from "./lasting.ts";
import { koreanLead } from "./leads-ko.ts";
import { reasonInKorean } from "./reasons-ko.ts";
import { bare, digestOf, findingOf, isMaintenance, openForMs } from "./told.ts";

const span = (ms: number | undefined) => (ms === undefined ? "한동안" : spanIn(koreanUnits, ms));

const digestWhys: Partial<Record<string, string>> = {
  check: "상태 확인 하나에 관한 ",
  name: "이름 하나에 관한 ",
  flapping: "반복 변경에 관한 ",
};

export const korean: Catalogue = {
  units: koreanUnits,
  severity: { critical: "긴급", warning: "경고", info: "정보", record: "" },
  drill: "훈련",
  possibleRepeat: "중복 가능",
  check: (id) => `상태 확인 ${id}`,
  more: (count) => `외 ${count}개`,

  headline: {
    "first-seen": ({ event }) => (event.to === "secondary" ? "모니터링 시작, 현재 보조 레코드" : "모니터링 시작"),
    failover: () => "보조 레코드로 장애 조치됨",
    "answer-back": () => "기본 레코드로 응답 복귀",
    stray: () => "알 수 없는 값으로 응답",
    dark: () => "유효한 응답 없음",
    split: () => "리전별 응답 불일치",
    unknown: () => "응답을 알 수 없음",
    unobserved: () => "관측할 수 없음",
    resumed: () => "관측 재개, 변동 없음",
    recovered: ({ event: { incident } }) =>
      incident?.durationMs === undefined ? "복구됨" : `복구됨, 지속 시간 ${lastingIn(korean, incident)}`,
    "last-resort": () => "최후 수단으로 기본 레코드 응답, 여전히 비정상",
    unverified: () => "인시던트가 미확인 상태로 종료됨",
    "both-unhealthy": () => "양쪽 모두 비정상",
    "primary-unhealthy-served": () => "비정상인 기본 레코드로 계속 응답",
    "secondary-unhealthy": () => "안전망 없음, 보조 레코드 비정상",
    "secondary-healthy": () => "안전망 회복, 보조 레코드 정상",
    "health-disagrees": () => "상태 확인과 응답이 불일치",
    "health-agrees": () => "상태 확인과 응답이 다시 일치",
    "clients-diverge": () => "클라이언트가 다른 응답을 받음",
    "clients-agree": () => "클라이언트가 다시 같은 응답을 받음",
    flapping: () => "응답이 반복해서 바뀜",
    calm: () => "다시 안정됨",
    "definition-changed": () => "레코드 수정됨",
    "vote-changed": ({ event: { region } }) => `${region ?? "한"} 리전의 응답이 바뀜`,
    "view-changed": () => "해석기의 응답이 바뀜",
    "health-changed": () => "상태 확인 결과가 바뀜",
    "region-silent": ({ event: { region } }) => `${region ?? "한"} 리전 응답 없음`,
    "region-back": ({ event: { region } }) => `${region ?? "한"} 리전 복귀`,
    "ballots-lost": ({ event: { region } }) => `${region ?? "한"} 리전의 투표 유실`,
    "ballots-future": ({ event: { region } }) => `${region ?? "한"} 리전의 투표가 미래 시각임`,
    "clock-set-back": () => "시계가 뒤로 돌아감",
    unpublishable: () => "이벤트를 게시할 수 없음",
    "delivery-given-up": ({ detail }) => `${detail.text("channel") ?? "한"} 채널로 알림 전달 실패`,
    "step-failing": ({ detail }) => `${detail.text("step") ?? "한"} 단계 실패`,
    "step-working": ({ detail }) => `${detail.text("step") ?? "한"} 단계 정상화`,
    acknowledged: ({ detail }) => `${detail.text("by") ?? "담당자"} 님이 확인함`,
    reminder: (told) => `${span(openForMs(told))}째 미복구`,
    unacknowledged: (told) => `${span(openForMs(told))} 동안 확인한 사람 없음`,
    muted: (told) => (isMaintenance(told) ? "유지 관리 중" : "알림 꺼짐"),
    unmuted: (told) => (isMaintenance(told) ? "유지 관리 종료" : "알림 다시 켜짐"),
    "drill-started": () => "훈련 시작",
    "drill-ended": () => "훈련 종료",
    "channel-broken": ({ detail }) => `${detail.text("channel") ?? "한"} 채널로 알림 불가`,
    "channel-working": ({ detail }) => `${detail.text("channel") ?? "한"} 채널 알림 재개`,
    "finding-opened": (told) =>
      findingOf(told).rule === undefined
        ? `점검 결과 ${told.detail.number("count") ?? "여러 "}건 추가`
        : `점검 결과: ${findingInKorean(findingOf(told).rule)?.what ?? "문제 발견"}`,
    "finding-closed": () => "점검 결과 해결됨",
    digest: (told) => `${digestWhys[digestOf(told).why ?? ""] ?? ""}알림 ${digestOf(told).count}건 모음`,
    test: () => "테스트, 실제 상황 아님",
  },
  lead: (told) =>
    koreanLead(told, {
      more: korean.more,
      verdict: (verdict) => wordOf(korean.verdicts, verdict),
      status: (status) => wordOf(korean.status, status),
      lasting: ({ event }) => lastingIn(korean, event.incident ?? {}),
    }),
  labels: {
    drill: "훈련",
    since: "시작 시각",
    at: "시각",
    regions: "리전",
    dissent: "다른 의견",
    silent: "응답 없는 리전",
    reason: "리전이 받은 응답",
    primary: "기본 레코드",
    safetyNet: "안전망",
    clients: "클라이언트",
    resolvers: "해석기",
    lastFailover: "지난 인시던트",
    incident: "인시던트",
    away: "장애 조치 단계",
    back: "복귀 단계",
    flapping: "반복 변경",
    by: "담당자",
    note: "메모",
    until: "종료 시각",
    held: "보류된 알림",
    channels: "채널",
    event: "이벤트",
    error: "오류",
    why: "이유",
    fix: "조치",
    timeline: "타임라인",
  },

  moment: (utc) => utc.replace(/^\d{4}-(.+):\d{2} UTC$/, "$1 UTC"),
  earlier: (utc, span) => (span === undefined ? `늦어도 ${utc}` : `${utc}(최대 ${span} 전)`),
  lasted: (span, error) => (error === undefined ? `약 ${span}` : `${span} ± ${error}`),
  lastedUnknown: "알 수 없는 시간",
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
    `${of === 1 ? "" : `${of}개 중 ${count}개, `}${stand}${values === "" ? "" : `(${values})`}: ${regions}`,
  seen: (count, of) => `리전 ${count}/${of}`,
  voteOf: (region, verdict) => `${region}: ${verdict}`,
  lastHeard: (region, utc) => `${region}(${utc} 이후)`,
  reason: reasonInKorean,

  status: { healthy: "정상", unhealthy: "비정상", unknown: "알 수 없음", none: "상태 확인 없음" },
  health: ({ status, check, since, percent, reason }) => {
    const said = [
      `${check === undefined ? "상태 확인" : `상태 확인 ${check}`}: ${since === undefined ? "" : `${since}부터 `}${status}`,
      ...(percent === undefined ? [] : [`상태 확인 프로그램의 ${percent}%가 정상으로 보고`]),
      ...(reason === undefined ? [] : [`마지막 사유: ${reasonInKorean(reason)}`]),
    ];
    return said.join(", ");
  },
  readBefore: ({ status, check, at }) =>
    `${check === undefined ? "상태 확인" : `상태 확인 ${check}`}: ${at}에 마지막으로 읽은 결과는 ${status}(전환 이전의 값)`,
  checkShort: (side, status) => `${side === "primary" ? "기본" : "보조"} ${status}`,
  noCheck: "상태 확인이 없어 Route 53은 항상 정상으로 간주합니다",
  safetyNet: {
    none: "보조 레코드에 상태 확인이 없어 실제 작동 여부와 관계없이 응답에 사용됩니다",
    healthy: "있음",
    unhealthy: "없음",
    unknown: "알 수 없음",
  },

  cached: (side, until, ttl) => `${until}까지 캐시된 ${side} 응답을 받을 수 있습니다(TTL ${ttl})`,
  resolvers: (old, of) => `쿼리한 ${of}개 중 ${old}개가 이전 응답을 주었습니다`,
  openSince: (utc) => `${utc}부터 진행 중`,
  closed: (from, to, lasted) => `${from} ~ ${to}, 지속 시간 ${lasted}`,
  phase: {
    away: {
      failedCheck: "첫 확인 실패",
      unhealthy: "상태 확인 비정상",
      firstRegion: "첫 리전",
      majority: "과반수",
      lastRegion: "마지막 리전",
      clients: "클라이언트",
    },
    back: {
      failedCheck: "첫 확인 성공",
      unhealthy: "상태 확인 정상",
      firstRegion: "첫 리전",
      majority: "과반수",
      lastRegion: "마지막 리전",
      clients: "클라이언트",
    },
  },
  phaseFirst: (name, utc) => `${name} ${utc}`,
  phaseLater: (name, span) => `${name} +${span}`,
  flapping: "응답이 반복해서 바뀌고 있어 모두 기록하되 일부만 알립니다",
  advice: ({ rule, ...own }) => ({ rule, ...own, ...adviceOf(rule) }),
  by: (who, via) => (via === undefined ? who : `${who} 님(${via})`),
  held: ({ kinds, pairs, open }) => {
    if (kinds.length === 0) return "없음";
    const what = kinds.map(([kind, count]) => `${korean.headline[kind](bare(kind))} ${count}건`).join(", ");
    return `${what}(${pairs}); ${open === "" ? "진행 중인 인시던트 없음" : `진행 중: ${open}`}`;
  },
  several: (count, names) => `${count}건, ${names}`,
};

function wordOf(words: Readonly<Record<string, string>>, word: string | undefined): string {
  return words[word ?? ""] ?? word ?? "알 수 없음";
}

/** The English sentences of the audit are left out where there are Korean words. */
function adviceOf(rule: string | undefined): { why?: undefined; fix?: string } {
  const words = findingInKorean(rule);
  return words === undefined ? {} : { why: undefined, fix: words.fix };
}
