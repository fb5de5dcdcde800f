/** What happened, in one or two Korean sentences for each kind of event, made of the event's facts alone. The name comes first, so that no particle depends on it. */
import { utc } from "../decide/wording.ts";
import type { EventKind, Role } from "../event.ts";
import type { Side } from "../pair.ts";
import type { Ms } from "../time.ts";
import { koreanUnits, spanIn } from "./duration.ts";
import { findingInKorean } from "./findings-ko.ts";
import { digestOf, findingOf, isMaintenance, isReadBefore, openForMs, servedValues, sideValues, type Told } from "./told.ts";
import { listedValues } from "./values.ts";

/** What the leads need of the catalogue, which is made of them. */
export interface LeadWords {
  more(count: number): string;
  verdict(verdict: string | undefined): string;
  status(status: string | undefined): string;
  lasting(told: Told): string;
}

export function koreanLead(told: Told, words: LeadWords): string {
  const said = leads[told.event.kind](told, words);
  return told.name === "" ? said : `${told.about === "check" ? `상태 확인 ${told.name}` : told.name}: ${said}`;
}

type Lead = (told: Told, words: LeadWords) => string;

const leads: Record<EventKind, Lead> = {
  "first-seen": (told, words) => `모니터링을 시작했습니다. 현재 ${side(told, words, "primary")}로 응답하고 있습니다${seen(told)}.`,
  failover: (told, words) =>
    told.event.from === undefined
      ? `모니터링을 시작한 시점에 이미 ${side(told, words, "secondary")}로 응답하고 있습니다${seen(told)}. ${check(told, words, "primary")}`
      : `${by(told)}에 ${side(told, words, "secondary")}로 장애 조치되었습니다${seen(told)}. ${isReadBefore(told) ? `기본 레코드의 상태 확인은 ${utc(told.event.health?.primary.period ?? 0)}에 마지막으로 읽었을 때 정상이었습니다(전환 이전의 값).` : check(told, words, "primary")}`,
  "answer-back": (told, words) =>
    `${by(told)}부터 다시 ${side(told, words, "primary")}로 응답하고 있습니다${seen(told)}. ${
      told.event.health?.primary.status === "none"
        ? "기본 레코드에는 기다릴 상태 확인이 없습니다."
        : "아직 복구된 것은 아닙니다. 복귀 이후의 상태 확인 결과로 확인되어야 합니다."
    }`,
  stray: (told, words) =>
    `${by(told)}부터 기본 레코드에도 보조 레코드에도 없는 값${values(told, words)}으로 응답하고 있습니다${seen(told)}.`,
  dark: (told) => `${by(told)}부터 이름 서버에서 유효한 응답을 받지 못하고 있습니다${seen(told)}.`,
  split: (told) => `${by(told)}부터 리전마다 확인한 응답이 다릅니다. 어느 응답도 과반수에 이르지 못했습니다.`,
  unknown: (told) => `${by(told)}부터 어떤 값으로 응답하는지 알 수 없습니다. ${tooFew(told)}이름의 문제가 아니라 관측의 문제입니다.`,
  unobserved: ({ event }) =>
    event.detail?.retired === true
      ? "구성이나 호스팅 영역에 더 이상 없으므로 모니터링을 중단했습니다."
      : "프라이빗 호스팅 영역에 있어 VPC 밖에서는 쿼리할 수 없습니다. 상태 확인만 모니터링합니다.",
  resumed: (told, words) => `응답을 다시 확인할 수 있습니다. 이전과 같이 ${servedAs(told, words, told.event.to)}${seen(told)}.`,
  recovered: (told, words) =>
    `복구되었습니다. ${side(told, words, "primary")}로 응답하고 있으며 ${
      told.event.health?.primary.status === "none" ? "상태 확인은 없습니다" : "상태 확인도 정상입니다"
    }. 인시던트 지속 시간은 ${words.lasting(told)}입니다.`,
  "last-resort": (told, words) =>
    `${side(told, words, "primary")}로 응답하고 있지만 상태 확인은 여전히 비정상입니다. 양쪽이 모두 비정상이면 Route 53은 기본 레코드로 응답합니다. 인시던트는 계속됩니다.`,
  unverified: (told, words) => unverified(told, words),
  "both-unhealthy": () => "기본 레코드와 보조 레코드의 상태 확인이 모두 비정상입니다. 이 경우 Route 53은 기본 레코드로 응답합니다.",
  "primary-unhealthy-served": (told, words) =>
    `${check(told, words, "primary")} 그런데도 기본 레코드로 응답하고 있으며 장애 조치가 일어나지 않았습니다.`,
  "secondary-unhealthy": (told, words) =>
    `안전망이 없습니다. ${check(told, words, "secondary")} 지금 장애 조치가 일어나도 도움이 되지 않습니다.`,
  "secondary-healthy": (told, words) => `안전망이 회복되었습니다. ${check(told, words, "secondary")}`,
  "health-disagrees": (told, words) =>
    `${check(told, words, "primary")} 그런데도 여전히 ${side(told, words, "secondary")}로 응답하고 있습니다.`,
  "health-agrees": (told, words) => `상태 확인과 응답이 다시 일치합니다. ${check(told, words, "primary")}`,
  "clients-diverge": () =>
    "대부분의 리전에서 해석기가 이름 서버와 다른 응답을 주고 있습니다. 캐시로 설명되는 시간을 넘었으므로 호스팅 영역의 위임을 확인하십시오.",
  "clients-agree": () => "해석기가 다시 이름 서버와 같은 응답을 주고 있습니다.",
  flapping: ({ event, detail }) =>
    `응답이 반복해서 바뀌고 있습니다. ${utc(event.bounds.after ?? event.bounds.by)}부터 ${detail.number("transitions") ?? "여러 "}번 바뀌었으며 모두 기록합니다.`,
  calm: (told) => `${by(told)} 기준으로 한동안 변경이 없어 안정된 것으로 봅니다.`,
  "definition-changed": (told, words) =>
    `레코드가 수정되었습니다(개정 ${told.detail.number("revision") ?? "?"}). 기본 레코드: ${edited(told, words, "primary")}, 보조 레코드: ${edited(told, words, "secondary")}.`,
  "vote-changed": ({ event, detail }, words) =>
    `${event.region ?? "한"} 리전에서 확인한 응답이 바뀌었습니다: ${changed(detail.text("from"), detail.text("to"), words.verdict)}.`,
  "view-changed": ({ event, detail }, words) =>
    event.detail?.unasked === true
      ? `${event.region ?? "한"} 리전의 해석기 ${detail.text("resolver") ?? ""}에는 더 이상 쿼리하지 않습니다.`
      : `${event.region ?? "한"} 리전의 해석기 ${detail.text("resolver") ?? ""}의 응답이 바뀌었습니다: ${changed(detail.text("from"), detail.text("to"), words.verdict)}.`,
  "health-changed": ({ detail }, words) =>
    `상태 확인 결과가 바뀌었습니다: ${changed(detail.text("previous"), detail.text("status"), words.status)}${share(detail.number("percentage"))}.`,
  "region-silent": ({ event, detail }) => {
    const of = detail.number("regions");
    const still =
      of === undefined
        ? ""
        : ` ${of}개 리전 중 ${detail.number("voting") ?? 0}개가 투표하고 있으며 ${Math.floor(of / 2) + 1}개가 일치해야 합니다.`;
    return `${event.region ?? "한"} 리전에서 ${utc(event.bounds.after ?? event.at)} 이후 투표가 없습니다.${still} 프로브 함수의 일정과 오류, 이름 서버까지의 네트워크, 시계를 확인하십시오.`;
  },
  "region-back": ({ event, detail }) => {
    const region = `${event.region ?? "한"} 리전`;
    const why = detail.text("why");
    if (why === "unconfigured") return `${region}은 더 이상 구성에 없으므로 투표가 없어도 문제가 아닙니다.`;
    if (why === "unasked") return `${region}에서 쿼리할 페어가 더 이상 없으므로 투표가 없어도 문제가 아닙니다.`;
    return `${region}이 ${utc(event.at)}부터 다시 투표합니다${silence(detail.number("silentSince"), event.at)}.`;
  },
  "ballots-lost": ({ event, detail }) =>
    `${event.region ?? "한"} 리전의 ${utc(detail.number("from") ?? event.bounds.after ?? event.at)}부터 ${utc(detail.number("to") ?? event.at)}까지의 투표가 남아 있지 않습니다. 그동안은 알 수 없는 것으로 처리하며 정상으로 간주하지 않습니다.`,
  "ballots-future": ({ event, detail }) =>
    `${event.region ?? "한"} 리전의 투표 시각이 최대 ${span(detail.number("aheadMs"))} 앞서 있습니다. 그 시각이 될 때까지 ${detail.number("count") ?? 0}건을 무시합니다. 그 리전과 이쪽의 시계를 확인하십시오.`,
  "clock-set-back": ({ event, detail }) =>
    `시계가 약 ${span(detail.number("byMs"))} 뒤로 돌아갔습니다. 그동안의 기록은 미래 시각으로 남으며 ${utc(event.at)}부터 모니터링을 계속합니다.`,
  unpublishable: ({ detail }) => `SNS가 이벤트 ${detail.text("event") ?? "하나"}의 게시를 완전히 거부했습니다.`,
  "delivery-given-up": ({ detail }) =>
    `이벤트 ${detail.text("event") ?? "하나"}의 알림을 ${detail.text("channel") ?? "한"} 채널로 전달하지 못했으며 더 이상 시도하지 않습니다.`,
  "step-failing": (told) => `${step(told)} 단계가 ${utc(told.event.at)}부터 실패하고 있습니다.`,
  "step-working": (told) => `${step(told)} 단계가 ${span(sinceMs(told))} 만에 다시 작동합니다.`,
  acknowledged: ({ detail }) => `${person(detail.text("by"))}이 인시던트를 확인했습니다.`,
  reminder: (told, words) => `인시던트가 ${span(openForMs(told))}째 계속되고 있으며 아직 아무도 확인하지 않았습니다.${now(told, words)}`,
  unacknowledged: (told, words) => `${span(openForMs(told))} 동안 아무도 인시던트를 확인하지 않아 다음 단계로 알립니다.${now(told, words)}`,
  muted: (told) =>
    isMaintenance(told)
      ? `${until(told.detail.number("until"))} 유지 관리 중이어서 알리지 않습니다. 기록은 계속됩니다.`
      : `${person(told.detail.text("by"))}이 ${until(told.detail.number("until"))} 알림을 껐습니다. 기록은 계속됩니다.`,
  unmuted: (told) => (isMaintenance(told) ? "유지 관리 기간이 끝나 다시 알립니다." : "알림을 끈 기간이 끝나 다시 알립니다."),
  "drill-started": () => "장애 조치 훈련을 시작했습니다. 실제 장애가 아닙니다.",
  "drill-ended": () => "장애 조치 훈련이 끝났습니다.",
  "channel-broken": ({ detail }) => `${detail.text("channel") ?? "한"} 채널로 알림을 보낼 수 없습니다. 이 알림은 다른 채널로 보냅니다.`,
  "channel-working": ({ detail }) =>
    `${detail.text("channel") ?? "한"} 채널로 다시 알림을 보낼 수 있습니다.${lost(detail.number("givenUp"))}`,
  "finding-opened": (told) =>
    findingOf(told).rule === undefined
      ? `점검 결과가 ${told.detail.number("count") ?? "여러 "}건 더 있습니다. /api/findings에서 전체를 확인하십시오.`
      : `점검 결과: ${finding(told)}.`,
  "finding-closed": (told) => `다음 점검 결과가 해결되었습니다: ${finding(told)}.`,
  digest: (told) => `${why(digestOf(told).why)} 알림 ${digestOf(told).count}건을 하나로 모았습니다.`,
  test: () => "테스트 알림입니다. 실제로 일어난 일은 없습니다.",
};

// ---- parts --------------------------------------------------------------------------------------------------------------

function by({ event }: Told): string {
  return utc(event.bounds.by);
}

function side(told: Told, words: LeadWords, which: Side): string {
  const role = told.votes?.majority?.stand === which ? values(told, words) : "";
  return which === "primary" ? `기본 레코드${role}` : `보조 레코드${role}`;
}

function values(told: Told, { more }: LeadWords): string {
  const served = servedValues(told);
  return served.length === 0 ? "" : `(${listedValues(told.type, served, more)})`;
}

function edited(told: Told, { more }: LeadWords, which: Side): string {
  return listedValues(told.type, sideValues(told, which), more) || "없음";
}

function servedAs(told: Told, words: LeadWords, role: Role | undefined): string {
  if (role === "primary" || role === "secondary") return `${side(told, words, role)}로 응답하고 있습니다`;
  return role === "dark" ? "유효한 응답이 없습니다" : `어느 쪽에도 없는 값${values(told, words)}으로 응답하고 있습니다`;
}

/** Ended with a space, since more follows. */
function tooFew({ votes, detail }: Told): string {
  const of = detail.number("regions") ?? votes?.of;
  if (of === undefined) return "";
  const cast = (votes?.groups ?? []).reduce((sum, { stand, regions }) => sum + (stand === "ambiguous" ? 0 : regions.length), 0);
  return `${of}개 리전 중 ${cast}개만 최근에 투표했으며 ${Math.floor(of / 2) + 1}개가 일치해야 합니다. `;
}

function now(told: Told, words: LeadWords): string {
  const stand = told.votes?.majority?.stand;
  return stand === undefined || stand === "mixed" || stand === "ambiguous" ? "" : ` 현재 ${servedAs(told, words, stand)}.`;
}

function seen({ votes }: Told): string {
  const { majority, of = 0 } = votes ?? {};
  return majority === undefined ? "" : `(${of}개 리전 중 ${majority.regions.length}개에서 확인)`;
}

function check({ event }: Told, { status }: LeadWords, which: Side): string {
  const health = event.health?.[which];
  const of = which === "primary" ? "기본 레코드" : "보조 레코드";
  if (health === undefined || health.status === "none") return `${of}에는 상태 확인이 없습니다.`;
  if (health.status === "unknown") return `${of}의 상태 확인 결과를 알 수 없습니다.`;
  return `${of}의 상태 확인은 ${health.since === undefined ? "" : `${utc(health.since)}부터 `}${status(health.status)}입니다.`;
}

function unverified(told: Told, words: LeadWords): string {
  const reason = told.detail.text("reason");
  if (reason === "retired") return "더 이상 모니터링하지 않아 인시던트의 경과를 알 수 없습니다. 인시던트를 미확인 상태로 종료합니다.";
  if (reason === "private") return "프라이빗 호스팅 영역으로 바뀌어 인시던트의 경과를 알 수 없습니다. 인시던트를 미확인 상태로 종료합니다.";
  return `${side(told, words, "primary")}로 돌아왔지만 이를 뒷받침할 상태 확인 결과가 없습니다. 인시던트를 미확인 상태로 종료합니다(지속 시간 ${words.lasting(told)}).`;
}

function changed(from: string | undefined, to: string | undefined, word: (each: string | undefined) => string): string {
  return from === undefined ? word(to) : `${word(from)} → ${word(to)}`;
}

function share(percentage: number | undefined): string {
  return percentage === undefined ? "" : `, 상태 확인 프로그램의 ${Math.round(percentage)}%가 정상으로 보고`;
}

function step({ event, detail }: Told): string {
  return `${event.region === undefined ? "" : `${event.region} 리전의 `}${detail.text("step") ?? ""}`;
}

function silence(since: Ms | undefined, at: Ms): string {
  return since === undefined ? "" : `(${span(Math.max(0, at - since))} 동안 투표 없음)`;
}

function sinceMs({ event, detail }: Told): number | undefined {
  const since = detail.number("since");
  return since === undefined ? undefined : Math.max(0, event.at - since);
}

function span(ms: number | undefined): string {
  return ms === undefined ? "한동안" : spanIn(koreanUnits, ms);
}

function person(who: string | undefined): string {
  return who === undefined ? "담당자 한 분" : `${who} 님`;
}

function until(at: Ms | undefined): string {
  return at === undefined ? "당분간" : `${utc(at)}까지`;
}

function finding(told: Told): string {
  const { rule } = findingOf(told);
  return findingInKorean(rule)?.what ?? rule ?? "점검 항목";
}

function lost(givenUp = 0): string {
  return givenUp === 0 ? "" : ` 그동안 ${givenUp}건은 전달을 포기했습니다.`;
}

function why(reason: string | undefined): string {
  return whys[reason ?? ""] ?? "여러 곳에서 발생한";
}

const whys: Partial<Record<string, string>> = {
  rate: "짧은 시간에 많이 발생한",
  check: "같은 상태 확인을 사용하는 페어의",
  name: "같은 이름의",
  flapping: "응답이 반복해서 바뀌는 페어의",
};
