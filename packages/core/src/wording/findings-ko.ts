/** The audit's rules in Korean: what is wrong, why it matters, and what to do. The finding's own sentences are English. */
import { type FindingRule, recordTypes } from "../pair.ts";

export interface FindingWords {
  /** For a title: no sentence. */
  title: string;
  /** Ends without its full stop. */
  what: string;
  why: string;
  fix: string;
}

const ONE_OF_EACH = "장애 조치 페어는 이름과 유형이 같은 기본 레코드 하나와 보조 레코드 하나로 구성됩니다.";
const SHARED = "한쪽의 값이 다른 쪽에도 있으면 함께 장애가 나며, 그 값만으로는 어느 쪽의 응답인지 구별할 수 없습니다.";

export const findingsInKorean: Record<FindingRule, FindingWords> = {
  "missing-primary": {
    title: "기본 레코드 없음",
    what: "보조 레코드만 있고 기본 레코드가 없습니다",
    why: ONE_OF_EACH,
    fix: "같은 이름과 유형으로 기본 장애 조치 레코드를 생성하십시오.",
  },
  "missing-secondary": {
    title: "보조 레코드 없음",
    what: "기본 레코드만 있고 보조 레코드가 없어 장애 조치할 대상이 없습니다",
    why: ONE_OF_EACH,
    fix: "같은 이름과 유형으로 보조 장애 조치 레코드를 생성하십시오.",
  },
  "second-primary": {
    title: "기본 레코드 두 개 이상",
    what: "기본 레코드가 두 개 이상이어서 어느 것으로 응답하는지 알 수 없으므로 모니터링하지 않습니다",
    why: ONE_OF_EACH,
    fix: "기본 레코드를 하나만 남기고 나머지는 삭제하십시오.",
  },
  "second-secondary": {
    title: "보조 레코드 두 개 이상",
    what: "보조 레코드가 두 개 이상이어서 어느 것으로 응답하는지 알 수 없으므로 모니터링하지 않습니다",
    why: ONE_OF_EACH,
    fix: "보조 레코드를 하나만 남기고 나머지는 삭제하십시오.",
  },
  "primary-without-health-check": {
    title: "기본 레코드에 상태 확인 없음",
    what: "기본 레코드에 상태 확인이 없어 장애 조치가 일어나지 않습니다",
    why: "상태 확인이 없는 레코드는 항상 정상으로 간주됩니다.",
    fix: "상태 확인을 생성하여 기본 레코드에 연결하십시오.",
  },
  "differing-types": {
    title: "기본 레코드와 보조 레코드의 유형이 다름",
    what: "기본 레코드와 보조 레코드의 유형이 달라 페어가 아니므로 장애 조치가 일어나지 않습니다",
    why: ONE_OF_EACH,
    fix: "두 레코드의 유형을 같게 하십시오.",
  },
  "sides-share-values": {
    title: "기본 레코드와 보조 레코드에 같은 값이 있음",
    what: "기본 레코드와 보조 레코드에 같은 값이 있어 응답을 구별하지 못할 수 있습니다",
    why: SHARED,
    fix: "양쪽의 값이 서로 겹치지 않도록 수정하십시오.",
  },
  "unsupported-alias": {
    title: "별칭 레코드는 아직 지원하지 않음",
    what: "별칭 레코드는 아직 지원하지 않아 모니터링하지 않습니다",
    why: "별칭은 대상의 주소로 응답하는데 Route 53의 레코드 목록에는 그 주소가 나타나지 않습니다.",
    fix: "양쪽이 응답하는 주소가 고정되어 있으면 구성의 `pairs`에 그 주소로 페어를 직접 지정하십시오.",
  },
  "unsupported-type": {
    title: "지원하지 않는 레코드 유형",
    what: "응답을 구별할 수 없는 레코드 유형이어서 모니터링하지 않습니다",
    why: `모니터링하는 유형은 ${recordTypes.join(", ")}입니다.`,
    fix: "같은 서비스의 A 레코드처럼 함께 장애 조치되는 다른 레코드를 모니터링하십시오.",
  },
  "unreadable-value": {
    title: "레코드 유형에 맞지 않는 값",
    what: "레코드 유형에 맞게 읽을 수 없는 값이 있어 모니터링하지 않습니다",
    why: "값의 형식을 알아야 응답을 서로 구별할 수 있습니다.",
    fix: "양쪽 레코드의 값을 확인하고, Route 53이 정상적으로 응답하는 값이면 버그로 신고하십시오.",
  },
  "unobserved-private-zone": {
    title: "프라이빗 호스팅 영역",
    what: "프라이빗 호스팅 영역에 있어 VPC 외부에서 쿼리할 수 없으므로 상태 확인만 모니터링합니다",
    why: "프라이빗 호스팅 영역은 연결된 VPC의 DNS 해석기에만 응답합니다.",
    fix: "수정할 것은 없습니다. 장애 조치 알림을 받으려면 함께 장애 조치되는 퍼블릭 레코드를 모니터링하십시오.",
  },
  "zone-not-found": {
    title: "호스팅 영역을 찾을 수 없음",
    what: "이 계정에 구성된 이름의 호스팅 영역이 없어 페어를 검색할 수 없으며, 이전에 찾은 페어는 계속 모니터링합니다",
    why: "Route 53은 사용 중인 자격 증명이 속한 계정의 호스팅 영역만 반환합니다.",
    fix: "`zones`의 이름을 수정하거나, 호스팅 영역이 있는 계정을 사용하거나, `pairs`에 페어를 직접 지정하십시오.",
  },
  "zone-unreadable": {
    title: "호스팅 영역을 읽을 수 없음",
    what: "호스팅 영역을 읽을 수 없어 페어의 변경을 알 수 없으며, 이전에 찾은 페어는 계속 모니터링합니다",
    why: "검색에는 route53:ListHostedZones, route53:GetHostedZone, route53:ListResourceRecordSets 권한이 필요합니다.",
    fix: "일시적인 오류이면 다음 실행에서 다시 시도하므로 기다리고, 계속되면 자격 증명과 권한을 확인하십시오.",
  },
};

export function findingInKorean(rule: string | undefined): FindingWords | undefined {
  return rule === undefined ? undefined : (findingsInKorean as Partial<Record<string, FindingWords>>)[rule];
}
