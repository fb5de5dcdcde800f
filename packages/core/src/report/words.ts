/** What a report says around the facts, in each language. What events, phases and durations are called comes from the alerts' catalogues. */
import type { Language } from "../config-fields.ts";
import type { DeliveryState, SuppressReason } from "../delivery.ts";

export interface ReportWords {
  /** What comes before the name and the headline. */
  incident: string;
  pair: string;
  opened: string;
  ended: string;
  open: string;
  /** Why it ended, behind when. */
  endedAs(utc: string, headline: string): string;
  lasted: string;
  acknowledged: string;
  nobody: string;
  acknowledgedBy(who: string, utc: string, note: string | undefined): string;
  phases: string;
  phase: string;
  /** Between these moments it happened. */
  at: string;
  sinceFirst: string;
  sns: string;
  told(channel: string): string;
  between(from: string, to: string): string;
  legsLeftOut(count: number): string;
  expected: string;
  part: string;
  length: string;
  source: string;
  checks(id: string, threshold: number, interval: string): string;
  ttl: string;
  sum: string;
  measured: Record<"clients" | "lastRegion", string>;
  sources: Record<"route53" | "default" | "record", string>;
  noCheck: string;
  /** In the lab. */
  speed(times: number): string;
  evidence: string;
  region: string;
  answer: string;
  values: string;
  since: string;
  reason: string;
  server: string;
  stale: string;
  deliveries: string;
  event: string;
  channel: string;
  state: string;
  attempts: string;
  remark: string;
  states: Record<DeliveryState | "waiting", string>;
  reasons: Record<SuppressReason, string>;
  nextTry(utc: string): string;
  /** After it had been given up. */
  redriven: string;
  happened: string;
  eventsLeftOut(count: number): string;
  /** What else was told of the pair. */
  meanwhile: string;
  notes: string;
  /** Who wrote a note, when. */
  noteBy(who: string, utc: string): string;
  nothing: string;
  footer: string;
}

const english: ReportWords = {
  incident: "Incident",
  pair: "Pair",
  opened: "Opened",
  ended: "Ended",
  open: "still open",
  endedAs: (utc, headline) => `${utc}: ${headline}`,
  lasted: "Lasted",
  acknowledged: "Acknowledged",
  nobody: "by nobody",
  acknowledgedBy: (who, utc, note) => `by ${who} at ${utc}${note === undefined ? "" : `: ${note}`}`,
  phases: "Phases",
  phase: "Phase",
  at: "When (UTC)",
  sinceFirst: "After the first",
  sns: "accepted by SNS",
  told: (channel) => `told ${channel}`,
  between: (from, to) => `${from} to ${to}`,
  legsLeftOut: (count) => `${count} changes between these are left out here.`,
  expected: "Against what is configured",
  part: "Part",
  length: "Time",
  source: "From",
  checks: (id, threshold, interval) => `health check ${id}: ${threshold} failures, one every ${interval}`,
  ttl: "clients hold the old answer for the record's TTL",
  sum: "Expected in all",
  measured: {
    clients: "Measured, from the first failed check until the last client followed",
    lastRegion: "Measured, from the first failed check until the last region saw it",
  },
  sources: {
    route53: "as configured in Route 53",
    default: "Route 53's default; the check was not read",
    record: "the record",
  },
  noCheck: "The primary has no health check: Route 53 takes it for healthy and never fails over by itself.",
  speed: (times) => `This is the lab: all of it passes ${times} times as fast.`,
  evidence: "What the regions saw",
  region: "Region",
  answer: "Answer",
  values: "Values",
  since: "Since (UTC)",
  reason: "Reason",
  server: "Name server",
  stale: "not heard from lately",
  deliveries: "Who was told",
  event: "Event",
  channel: "Channel",
  state: "State",
  attempts: "Attempts",
  remark: "Remark",
  states: {
    delivered: "told",
    suppressed: "not told",
    digested: "told in a digest",
    "given-up": "given up",
    unknown: "may have arrived",
    waiting: "being tried",
  },
  reasons: {
    "not-taken": "the channel does not take such events",
    itself: "it is about the channel itself",
    untold: "the channel was not told of what it is about",
    muted: "muted",
    "no-route": "no route gives it to the channel",
    hours: "outside the route's hours",
    grouped: "an event of the fleet says it already",
  },
  nextTry: (utc) => `next try ${utc}`,
  redriven: "sent again on request",
  happened: "What happened",
  eventsLeftOut: (count) => `${count} more events are left out here.`,
  meanwhile: "Meanwhile",
  notes: "Notes",
  noteBy: (who, utc) => `${who}, ${utc}`,
  nothing: "Nothing.",
  footer: "All times are UTC. A moment is known to lie between two looks; a duration shows the error that this leaves as ±.",
};

const korean: ReportWords = {
  incident: "인시던트",
  pair: "페어",
  opened: "시작",
  ended: "종료",
  open: "진행 중",
  endedAs: (utc, headline) => `${utc}: ${headline}`,
  lasted: "지속 시간",
  acknowledged: "확인 처리",
  nobody: "없음",
  acknowledgedBy: (who, utc, note) => `${who} 님, ${utc}${note === undefined ? "" : `: ${note}`}`,
  phases: "단계",
  phase: "단계",
  at: "시각(UTC)",
  sinceFirst: "첫 단계 이후",
  sns: "SNS에 게시됨",
  told: (channel) => `${channel} 채널에 알림`,
  between: (from, to) => `${from}–${to}`,
  legsLeftOut: (count) => `이 사이의 변경 ${count}건은 생략했습니다.`,
  expected: "설정에 따른 예상 시간과 비교",
  part: "항목",
  length: "시간",
  source: "근거",
  checks: (id, threshold, interval) => `상태 확인 ${id}: ${interval} 간격으로 ${threshold}회 실패`,
  ttl: "클라이언트가 이전 응답을 레코드의 TTL 동안 보관",
  sum: "예상 시간 합계",
  measured: {
    clients: "측정값, 첫 상태 확인 실패부터 마지막 클라이언트가 바뀔 때까지",
    lastRegion: "측정값, 첫 상태 확인 실패부터 마지막 리전에서 확인될 때까지",
  },
  sources: {
    route53: "Route 53에 설정된 값",
    default: "Route 53 기본값(상태 확인 설정을 읽지 못함)",
    record: "레코드",
  },
  noCheck: "기본 레코드에 상태 확인이 없어 Route 53은 항상 정상으로 간주하며 스스로 장애 조치하지 않습니다.",
  speed: (times) => `실습 환경이므로 모든 시간이 ${times}배 빠르게 지나갑니다.`,
  evidence: "리전별 확인 내용",
  region: "리전",
  answer: "응답",
  values: "값",
  since: "시작 시각(UTC)",
  reason: "이유",
  server: "이름 서버",
  stale: "최근 투표 없음",
  deliveries: "알림 내역",
  event: "이벤트",
  channel: "채널",
  state: "상태",
  attempts: "시도 횟수",
  remark: "비고",
  states: {
    delivered: "전달됨",
    suppressed: "보내지 않음",
    digested: "요약 알림에 포함",
    "given-up": "전달 포기",
    unknown: "도착 여부 알 수 없음",
    waiting: "전달 시도 중",
  },
  reasons: {
    "not-taken": "채널이 받지 않는 종류의 이벤트",
    itself: "채널 자신에 관한 이벤트",
    untold: "채널이 시작 알림을 받지 않음",
    muted: "알림 꺼짐",
    "no-route": "채널로 가는 라우팅 없음",
    hours: "라우팅 시간대가 아님",
    grouped: "전체 상태 이벤트로 이미 알림",
  },
  nextTry: (utc) => `다음 시도 ${utc}`,
  redriven: "요청에 따라 다시 보냄",
  happened: "경과",
  eventsLeftOut: (count) => `이벤트 ${count}건은 생략했습니다.`,
  meanwhile: "그 밖의 일",
  notes: "메모",
  noteBy: (who, utc) => `${who} 님, ${utc}`,
  nothing: "없음.",
  footer: "모든 시각은 UTC입니다. 각 시점은 두 번의 확인 사이에 있으며, 그에 따른 시간의 오차는 ±로 표시합니다.",
};

const words: Record<Language, ReportWords> = { en: english, ko: korean };

export function reportWords(language: Language): ReportWords {
  return words[language];
}
