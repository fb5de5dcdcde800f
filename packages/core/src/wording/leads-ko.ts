/** What happened, in one or two Korean sentences for each kind of event, made of the event's facts alone. The name comes first, so that no particle depends on it. */
import { utc } from "../decide/wording.ts";
import type { EventKind, Role } from "../event.ts";
import type { Side } from "../pair.ts";
import type { Ms } from "../time.ts";
import { koreanUnits, spanIn } from "./duration.ts";
import { findingInKorean } from "./findings-ko.ts";
import {
  digestOf,
  findingOf,
  groupedIn,
  isMaintenance,
  isReadBefore,
  leftIn,
  openForMs,
  servedValues,
  sharedIn,
  sideValues,
  type Told,
} from "./told.ts";
import { listedValues } from "./values.ts";

/** What the leads need of the catalogue, which is made of them. */
export interface LeadWords {
  more(count: number): string;
  verdict(verdict: string | undefined): string;
  status(status: string | undefined): string;
  lasting(told: Told): string;
  reason(said: string): string;
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
      ? `모니터링을 시작한 ${by(told)}에 이미 ${side(told, words, "secondary")}로 응답하고 있었습니다${seen(told)}. ${check(told, words, "primary")}`
      : `${by(told)}에 ${side(told, words, "secondary")}로 장애 조치되었습니다${seen(told)}. ${checkAtFlip(told, words)}`,
  "answer-back": (told, words) =>
    `${by(told)}부터 다시 ${side(told, words, "primary")}로 응답하고 있습니다${seen(told)}. ${
      told.event.health?.primary.status === "none"
        ? "기본 레코드에 상태 확인이 없어 더 확인할 결과는 없습니다."
        : "아직 복구된 것은 아닙니다. 복귀 이후의 상태 확인 결과가 정상이어야 복구로 판단합니다."
    }`,
  stray: (told, words) =>
    `${by(told)}부터 기본 레코드에도 보조 레코드에도 없는 값${values(told, words)}으로 응답하고 있습니다${seen(told)}.${
      told.detail.flag("reread") ? " 레코드 변경으로는 설명되지 않습니다." : ""
    }`,
  dark: (told, words) =>
    `${by(told)}부터 이름 서버에서 유효한 응답을 받지 못하고 있습니다${seen(told, told.votes?.reason && words.reason(told.votes.reason))}.`,
  split: (told) => `${by(told)}부터 리전마다 확인한 응답이 다릅니다. 과반수에 이른 응답이 없습니다.`,
  unknown: (told) =>
    `${by(told)}부터 어떤 값으로 응답하는지 확인할 수 없습니다. ${tooFew(told)}Flipwatch가 관측하지 못하는 상태이며, 도메인 이름이 정상적으로 응답하는지는 알 수 없습니다.`,
  unobserved: ({ event }) =>
    event.detail?.retired === true
      ? "구성이나 호스팅 영역에 더 이상 없으므로 모니터링을 중단했습니다."
      : "프라이빗 호스팅 영역에 있어 VPC 외부에서는 쿼리할 수 없습니다. 상태 확인만 모니터링합니다.",
  resumed: (told, words) => `응답을 다시 확인할 수 있습니다. 이전과 동일하게 ${servedAs(told, words, told.event.to)}${seen(told)}.`,
  recovered: (told, words) =>
    `복구되었습니다(인시던트 지속 시간 ${words.lasting(told)}). ${side(told, words, "primary")}로 응답하고 있으며 ${
      told.event.health?.primary.status === "none" ? "상태 확인은 없습니다" : "상태 확인도 정상입니다"
    }.`,
  "last-resort": (told, words) =>
    `${side(told, words, "primary")}로 응답하고 있지만 복구된 것은 아닙니다. ${check(told, words, "primary")} 양쪽이 모두 비정상이면 Route 53은 최후 수단으로 기본 레코드를 반환합니다. 인시던트는 계속됩니다.`,
  unverified: (told, words) => unverified(told, words),
  "both-unhealthy": (told, words) =>
    `양쪽이 모두 비정상입니다. ${check(told, words, "primary")} ${check(told, words, "secondary")} 이 경우 Route 53은 기본 레코드로 응답합니다.`,
  "primary-unhealthy-served": (told, words) =>
    `${check(told, words, "primary")} 그런데도 여전히 ${side(told, words, "primary")}로 응답하고 있으며 장애 조치가 일어나지 않았습니다.`,
  "secondary-unhealthy": (told, words) =>
    `안전망이 없습니다. ${check(told, words, "secondary")} ${
      told.votes?.majority?.stand === "secondary"
        ? "현재 클라이언트는 바로 이 보조 레코드로 연결됩니다."
        : "지금 장애 조치가 일어나도 도움이 되지 않습니다."
    }`,
  "secondary-healthy": (told, words) =>
    told.event.health?.secondary.status === "none"
      ? "보조 레코드에 더 이상 상태 확인이 없습니다. 실제 작동 여부와 관계없이 정상으로 간주됩니다."
      : `안전망이 회복되었습니다. ${check(told, words, "secondary")}`,
  "health-disagrees": (told, words) =>
    `${check(told, words, "primary")} 그런데도 여전히 ${side(told, words, "secondary")}로 응답하고 있습니다.`,
  "health-agrees": (told, words) => `상태 확인과 응답이 다시 일치합니다.${now(told, words)} ${check(told, words, "primary")}`,
  "clients-diverge": (told, words) =>
    `대부분의 리전에서 DNS 해석기가 이름 서버와 다른 응답을 클라이언트에 주고 있습니다.${now(told, words, "이름 서버는 현재")} 캐시로 설명되는 시간을 넘었으므로 호스팅 영역의 위임을 확인하십시오.`,
  "clients-agree": (told, words) =>
    `DNS 해석기가 다시 이름 서버와 같은 응답을 클라이언트에 주고 있습니다.${now(told, words, "이름 서버는 현재")}`,
  flapping: ({ event, detail }) =>
    `응답이 반복해서 바뀌고 있습니다. ${utc(event.bounds.after ?? event.bounds.by)} 이후 ${detail.number("transitions") ?? "여러 "}번 바뀌었으며 모든 변경을 기록합니다.`,
  calm: (told, words) =>
    `응답이 다시 안정되었습니다. ${by(told)}까지 ${lapse(told.detail.number("windowMs"), " 동안 ")}변경이 없었습니다.${now(told, words)}`,
  "definition-changed": (told, words) =>
    `레코드가 변경되었습니다(${by(told)} 확인, 리비전 ${told.detail.number("revision") ?? "?"}). 현재 값은 기본 레코드 ${edited(told, words, "primary")}, 보조 레코드 ${edited(told, words, "secondary")}입니다.`,
  "vote-changed": ({ event, detail }, words) =>
    `${event.region ?? "한"} 리전에서 확인한 응답이 바뀌었습니다: ${changed(detail.text("from"), detail.text("to"), words.verdict)}${because(event.evidence?.[event.region ?? ""]?.reason, words)}.`,
  "view-changed": ({ event, detail }, words) =>
    event.detail?.unasked === true
      ? `${event.region ?? "한"} 리전의 DNS 해석기 ${detail.text("resolver") ?? ""}에는 더 이상 쿼리하지 않습니다.`
      : `${event.region ?? "한"} 리전의 DNS 해석기 ${detail.text("resolver") ?? ""}의 응답이 바뀌었습니다: ${changed(detail.text("from"), detail.text("to"), words.verdict)}${because(event.views?.[0]?.reason, words)}.`,
  "health-changed": ({ detail }, words) => {
    const [before, after] = [detail.text("previous"), detail.text("status")];
    if (before !== after) return `상태 확인 결과가 바뀌었습니다: ${changed(before, after, words.status)}.${share(detail)}`;
    return `상태 확인 결과는 그대로입니다: ${words.status(after)}.${share(detail) || " 정상으로 보고한 비율은 더 이상 알 수 없습니다."}`;
  },
  "region-silent": ({ event, detail }) => {
    const of = detail.number("regions");
    const still =
      of === undefined
        ? ""
        : ` ${of}개 리전 중 ${detail.number("voting") ?? 0}개가 투표하고 있으며, 판정에는 ${Math.floor(of / 2) + 1}개 이상이 일치해야 합니다.`;
    return `${event.region ?? "한"} 리전에서 ${utc(event.bounds.after ?? event.at)} 이후 투표가 없습니다.${still} 프로브 함수의 일정과 오류, 이름 서버까지의 네트워크 경로, 시계를 확인하십시오.`;
  },
  "region-back": ({ event, detail }) => {
    const region = `${event.region ?? "한"} 리전`;
    const why = detail.text("why");
    if (why === "unconfigured") return `${region}은 더 이상 구성에 없으므로 투표를 기다리지 않습니다.`;
    if (why === "unasked")
      return `샤드 ${detail.number("shard") ?? 0}에서 ${region}이 쿼리할 페어가 모두 제외되었거나 프라이빗이므로 투표를 기다리지 않습니다.`;
    return `${region}에서 ${utc(event.at)}부터 다시 투표하고 있습니다${silence(detail.number("silentSince"), event.at)}.`;
  },
  "ballots-lost": ({ event, detail }) =>
    `${event.region ?? "한"} 리전의 ${utc(detail.number("from") ?? event.bounds.after ?? event.at)}부터 ${utc(detail.number("to") ?? event.at)}까지의 투표가 유실되었습니다. 그동안 관측한 내용은 알 수 없으며 정상으로 간주하지 않습니다.`,
  "ballots-future": ({ event, detail }) =>
    `${event.region ?? "한"} 리전의 투표 시각이 최대 ${span(detail.number("aheadMs"))} 앞서 있습니다. 그 시각이 될 때까지 투표 ${detail.number("count") ?? 0}건을 무시합니다. 해당 리전과 홈 리전의 시계를 확인하십시오.`,
  "clock-set-back": ({ event, detail }) =>
    `시스템 시계가 약 ${span(detail.number("byMs"))} 과거로 되돌아갔습니다. 그동안의 기록은 미래 시각으로 남으며 ${utc(event.at)}부터 모니터링을 계속합니다.`,
  unpublishable: ({ detail }) =>
    `SNS가 이벤트 ${detail.text("event") ?? "하나"}의 게시를 영구적으로 거부했습니다. 채널에는 그대로 알리지만 주제의 다른 구독자에게는 전달되지 않습니다.`,
  "delivery-given-up": ({ detail }) =>
    `이벤트 ${detail.text("event") ?? "하나"}의 알림을 ${detail.text("channel") ?? "한"} 채널로 전달하지 못했습니다. 자동으로는 더 이상 시도하지 않으며, \`flipwatch deliveries --failed --redrive\`로 다시 보낼 수 있습니다.`,
  "step-failing": (told) => `${step(told)} 단계가 ${utc(told.event.at)}부터 실패하고 있습니다.`,
  "step-working": (told) => `${step(told)} 단계가 ${lapse(sinceMs(told), " 만에 ")}다시 작동합니다.`,
  acknowledged: ({ detail }) => `${person(detail.text("by"))} 인시던트를 확인 처리했습니다.`,
  reminder: (told, words) =>
    `인시던트가 ${lapse(openForMs(told), "째 ")}계속되고 있지만 아직 확인 처리한 사람이 없습니다.${now(told, words)} ${check(told, words, "primary")}`,
  unacknowledged: (told, words) =>
    `${lapse(openForMs(told), " 동안 ")}인시던트를 확인 처리한 사람이 없습니다.${now(told, words)} ${check(told, words, "primary")}${escalated(told)}`,
  noted: ({ detail }) => `${person(detail.text("by"))} 인시던트에 메모를 남겼습니다.`,
  muted: (told) =>
    isMaintenance(told)
      ? `${until(told.detail.number("until"))} 유지 관리 중이므로 알림을 보내지 않습니다. 기록은 계속됩니다.`
      : `${person(told.detail.text("by"))} ${until(told.detail.number("until"))} 알림을 껐습니다. 기록은 계속됩니다.`,
  unmuted: (told) => `${isMaintenance(told) ? "유지 관리가 끝나" : "알림을 끈 기간이 끝나"} 다시 알림을 보냅니다${mutedFor(told)}.`,
  "drill-started": () => "장애 조치 훈련을 시작했습니다. 계획된 훈련이며 실제 장애가 아닙니다.",
  "drill-ended": () => "장애 조치 훈련이 끝났습니다.",
  "channel-broken": ({ event, detail }) =>
    `${detail.text("channel") ?? "한"} 채널의 알림이 ${utc(detail.number("since") ?? event.bounds.by)}부터 실패하고 있습니다. 다시 작동할 때까지 다른 채널로만 알립니다.`,
  "channel-working": (told) =>
    `${told.detail.text("channel") ?? "한"} 채널의 알림이 ${lapse(sinceMs(told), " 만에 ")}다시 작동합니다.${lost(told)}`,
  "finding-opened": (told) => {
    const count = told.detail.number("count");
    return count === undefined
      ? `점검 결과: ${finding(told)}.`
      : `같은 때에 나온 점검 결과가 ${count}건 더 있습니다. 전체 목록은 /api/findings에 있습니다.`;
  },
  "finding-closed": (told) => `다음 점검 결과가 해결되었습니다: ${finding(told)}.`,
  digest: (told, words) => {
    if (groupedIn(told) !== undefined) return together(told, words);
    const names = new Set(told.detail.listed().map(({ pair }) => pair)).size;
    return `${why(digestOf(told).why)} 알림 ${digestOf(told).count}건(이름 ${names}개)을 하나로 모았습니다.`;
  },
  test: ({ detail }) => `${detail.text("channel") ?? "한"} 채널의 테스트 알림입니다. 실제로 일어난 일은 없습니다.`,
};

/** Of names that share a health check, or of regions. */
function together(told: Told, { status }: LeadWords): string {
  const { event, detail } = told;
  const regions = detail.texts("regions").join(", ");
  const [of, voting, since] = [detail.number("of"), detail.number("voting"), detail.number("since")];
  if (regions !== "" && since === undefined) return `${regions} 리전에서 ${utc(event.at)}부터 다시 투표하고 있습니다.`;
  if (regions !== "") {
    const still =
      of === undefined
        ? ""
        : ` ${of}개 리전 중 ${voting ?? 0}개가 투표하고 있으며, 판정에는 ${Math.floor(of / 2) + 1}개 이상이 일치해야 합니다.`;
    return `${regions} 리전에서 ${utc(since ?? event.at)} 이후 투표가 없습니다.${still} 프로브 함수의 일정과 오류, 이름 서버까지의 네트워크 경로, 시계를 확인하십시오.`;
  }
  const { count, of: all } = sharedIn(told) ?? { count: 0, of: 0 };
  const left = leftIn(told);
  const check = detail.part("check");
  const [now, from] = [check.text("status"), check.number("since")];
  const rest =
    left === undefined || left === all
      ? ""
      : left === 0
        ? " 모든 이름의 인시던트가 끝났습니다."
        : ` 이름 ${left}개의 인시던트는 계속되고 있습니다.`;
  const stands = now === undefined ? "" : ` 상태 확인은 ${from === undefined ? "" : `${utc(from)}부터 `}${status(now)}입니다.`;
  return `같은 상태 확인을 사용하는 이름 ${all}개${count < all ? ` 중 ${count}개` : ""}의 알림입니다.${rest}${stands}`;
}

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
  return `최근에 투표한 리전은 ${of}개 중 ${cast}개이며, 판정에는 ${Math.floor(of / 2) + 1}개 이상이 일치해야 합니다. `;
}

function now(told: Told, words: LeadWords, since = "현재"): string {
  const stand = told.votes?.majority?.stand;
  return stand === undefined || stand === "mixed" || stand === "ambiguous" ? "" : ` ${since} ${servedAs(told, words, stand)}.`;
}

function seen({ votes }: Told, what?: string): string {
  const { majority, of = 0 } = votes ?? {};
  const said = what === undefined || what === "" ? "" : `: ${what.replace(/\.$/, "")}`;
  return majority === undefined ? "" : `(${of}개 리전 중 ${majority.regions.length}개에서 확인${said})`;
}

function check({ event }: Told, words: LeadWords, which: Side): string {
  const health = event.health?.[which];
  const of = which === "primary" ? "기본 레코드" : "보조 레코드";
  if (health === undefined || health.status === "none") return `${of}에는 상태 확인이 없습니다.`;
  if (health.status === "unknown") return `${of}의 상태 확인 결과를 알 수 없습니다.`;
  const since = health.since === undefined ? "" : `${utc(health.since)}부터 `;
  return `${of}의 상태 확인은 ${since}${words.status(health.status)}입니다${because(health.reason, words)}.`;
}

/** Metrics lag behind answers, so at a flip the newest reading may still be the one from before: no contradiction. */
function checkAtFlip(told: Told, words: LeadWords): string {
  if (!isReadBefore(told)) return check(told, words, "primary");
  return `기본 레코드의 상태 확인은 ${utc(told.event.health?.primary.period ?? 0)}에 마지막으로 읽었을 때 정상이었습니다(전환 이전의 결과).`;
}

/** In what words somebody else said it, without their full stop. */
function because(reason: string | undefined, words: LeadWords): string {
  return reason === undefined || reason === "" ? "" : `(${words.reason(reason).replace(/\.$/, "")})`;
}

function escalated({ detail }: Told): string {
  const channels = detail.texts("channels");
  const step = detail.number("step");
  const which = step === undefined ? "" : `(에스컬레이션 ${step}단계)`;
  return channels.length === 0 ? "" : ` ${channels.join(", ")} 채널로 에스컬레이션했습니다${which}.`;
}

function mutedFor({ detail }: Told): string {
  const [from, to] = [detail.number("from"), detail.number("until")];
  return from === undefined || to === undefined ? "" : `(${span(Math.max(0, to - from))} 동안 알림 꺼짐)`;
}

function unverified(told: Told, words: LeadWords): string {
  const reason = told.detail.text("reason");
  if (reason === "retired")
    return "더 이상 모니터링하지 않아 인시던트의 경과를 알 수 없습니다. 복구를 검증하지 못한 채 인시던트를 종료합니다.";
  if (reason === "private")
    return "프라이빗 호스팅 영역으로 바뀌어 인시던트의 경과를 알 수 없습니다. 복구를 검증하지 못한 채 인시던트를 종료합니다.";
  return `${side(told, words, "primary")}로 돌아왔지만 이를 뒷받침할 상태 확인 결과가 없습니다. 복구를 검증하지 못한 채 인시던트를 종료합니다(지속 시간 ${words.lasting(told)}).`;
}

function changed(from: string | undefined, to: string | undefined, word: (each: string | undefined) => string): string {
  return from === undefined ? word(to) : `${word(from)} → ${word(to)}`;
}

function share({ number }: Told["detail"]): string {
  const percentage = number("percentage");
  return percentage === undefined ? "" : ` 상태 확인 프로그램의 ${Math.round(percentage)}%가 정상으로 보고했습니다.`;
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
  return ms === undefined ? "얼마간" : spanIn(koreanUnits, ms);
}

/** `2시간째 `, or nothing where it is not known. */
function lapse(ms: number | undefined, word: string): string {
  return ms === undefined ? "" : `${spanIn(koreanUnits, ms)}${word}`;
}

/** With its particle. */
function person(who: string | undefined): string {
  return who === undefined ? "담당자가" : `${who} 님이`;
}

function until(at: Ms | undefined): string {
  return at === undefined ? "당분간" : `${utc(at)}까지`;
}

function finding(told: Told): string {
  const { rule } = findingOf(told);
  return findingInKorean(rule)?.what ?? rule ?? "점검 항목";
}

function lost({ detail }: Told): string {
  const givenUp = detail.number("givenUp") ?? 0;
  if (givenUp === 0) return "";
  const command = `flipwatch deliveries --failed --channel ${detail.text("channel") ?? ""}`;
  return ` 그동안 전달을 포기한 알림은 ${givenUp}건입니다. 목록은 \`${command}\`로 보고, \`--redrive\`를 붙이면 다시 보냅니다.`;
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
