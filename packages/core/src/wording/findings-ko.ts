/** The audit's rules in Korean: what is wrong, and what to do. The finding's own sentences are English. */
import type { FindingRule } from "../pair.ts";

export interface FindingWords {
  what: string;
  fix: string;
}

export const findingsInKorean: Record<FindingRule, FindingWords> = {
  "missing-primary": { what: "기본 레코드가 없습니다", fix: "같은 이름과 유형으로 기본 장애 조치 레코드를 생성하십시오." },
  "missing-secondary": { what: "보조 레코드가 없습니다", fix: "같은 이름과 유형으로 보조 장애 조치 레코드를 생성하십시오." },
  "second-primary": { what: "기본 레코드가 두 개 이상입니다", fix: "기본 장애 조치 레코드를 하나만 남기십시오." },
  "second-secondary": { what: "보조 레코드가 두 개 이상입니다", fix: "보조 장애 조치 레코드를 하나만 남기십시오." },
  "primary-without-health-check": {
    what: "기본 레코드에 상태 확인이 없어 장애 조치가 일어나지 않습니다",
    fix: "기본 레코드에 상태 확인을 연결하십시오.",
  },
  "differing-types": { what: "기본 레코드와 보조 레코드의 유형이 다릅니다", fix: "두 레코드의 유형을 같게 하십시오." },
  "sides-share-values": { what: "기본 레코드와 보조 레코드에 같은 값이 있습니다", fix: "양쪽의 값이 서로 다르도록 수정하십시오." },
  "unsupported-alias": { what: "별칭 레코드는 아직 모니터링하지 않습니다", fix: "가능하면 별칭이 아닌 레코드를 사용하십시오." },
  "unsupported-type": {
    what: "응답을 구별할 수 없는 레코드 유형이어서 모니터링하지 않습니다",
    fix: "지원되는 레코드 유형인지 확인하십시오.",
  },
  "unreadable-value": { what: "레코드 유형에 맞지 않는 값이 있어 모니터링하지 않습니다", fix: "양쪽 레코드의 값을 확인하십시오." },
  "unobserved-private-zone": {
    what: "프라이빗 호스팅 영역에 있어 외부에서 쿼리할 수 없습니다",
    fix: "상태 확인만 모니터링된다는 점을 고려하십시오.",
  },
  "zone-not-found": { what: "구성된 호스팅 영역을 찾을 수 없습니다", fix: "구성의 영역 이름과 AWS 계정을 확인하십시오." },
  "zone-unreadable": { what: "호스팅 영역을 읽을 수 없습니다", fix: "자격 증명과 route53:ListResourceRecordSets 권한을 확인하십시오." },
};

export function findingInKorean(rule: string | undefined): FindingWords | undefined {
  return rule === undefined ? undefined : (findingsInKorean as Partial<Record<string, FindingWords>>)[rule];
}
