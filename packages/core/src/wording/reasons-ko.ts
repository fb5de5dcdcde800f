/**
 * Korean for the sentences that `judge.ts` and `health.ts` write in English into votes and readings, by their form: the event carries no other. What
 * is not recognised (a server's or AWS's own words) is quoted as it is.
 */

/** Each form with what it becomes; names and addresses in it stay. */
const forms: readonly [RegExp, string][] = [
  [/^no reply from (\S+) over (\S+): (.*)$/, "$1 서버가 $2 쿼리에 응답하지 않음: $3"],
  [/^(\S+) answered ([A-Z0-9]+)$/, "$1 서버가 $2 코드로 응답"],
  [/^not authoritative: (\S+) answered ([A-Z0-9]+) .*$/, "$1 서버가 권한 없는 $2 응답을 보냄(AA 플래그 없음, 위임 오류일 수 있음)"],
  [/^the CNAMEs run in a circle(.*)$/, "CNAME이 순환함$1"],
  [/^(\S+) does not exist \(NXDOMAIN\)(.*)$/, "존재하지 않는 이름 $1(NXDOMAIN)$2"],
  [/^(\S+) has no (\S+) record in the answer(.*)$/, "$1 응답에 $2 레코드가 없음$3"],
  [
    /^(.+) (?:is|are) on neither side, beside (.+); primary is (.+), secondary is (.+)$/,
    "어느 쪽에도 없는 값 $1(함께 받은 값: $2; 기본 레코드 $3, 보조 레코드 $4)",
  ],
  [/^(.+) (?:is|are) on neither side; primary is (.+), secondary is (.+)$/, "어느 쪽에도 없는 값 $1(기본 레코드 $2, 보조 레코드 $3)"],
  // A ballot keeps the beginning of what is long.
  [/^(.+?) (?:is|are) on neither side.*$/, "어느 쪽에도 없는 값 $1"],
  [
    /^values of both sides in one answer: (.+) \(primary\), (.+) \(secondary\)$/,
    "한 응답에 양쪽 값이 섞임: 기본 레코드 $1, 보조 레코드 $2",
  ],
  [/^values of both sides in one answer.*$/, "한 응답에 양쪽 값이 섞임"],
  [/^(.+) stands? on both sides.*$/, "양쪽 레코드에 모두 있는 값 $1"],
  [/^(.+) \(primary\).*$/, "기본 레코드의 값 $1"],
  [/^(.+) \(secondary\).*$/, "보조 레코드의 값 $1"],
  [/^(\d+) of (\d+) checkers report success$/, "상태 확인 프로그램 $2개 중 $1개가 성공으로 보고"],
  [/^(\d+) of (\d+) checkers fail, most with: (.*)$/, "상태 확인 프로그램 $2개 중 $1개가 실패, 가장 많은 이유: $3"],
];

const inside: readonly [RegExp, string][] = [
  [/ and (\d+) more/g, " 외 $1개"],
  [/ and /g, ", "],
  [/ \(primary\)/g, "(기본 레코드)"],
  [/ \(secondary\)/g, "(보조 레코드)"],
];

export function reasonInKorean(said: string): string {
  const form = forms.find(([pattern]) => pattern.test(said));
  if (form === undefined) return said;
  return inside.reduce((text, [pattern, words]) => text.replace(pattern, words), said.replace(form[0], form[1]));
}
