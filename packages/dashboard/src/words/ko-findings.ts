/** 점검 결과 페이지의 말. */
export const findings = {
  "findings.title": "점검 결과",
  "findings.count": "점검 결과 {count}건",
  "findings.lead":
    "페어의 레코드에 있는 문제, 또는 모니터링을 막는 원인입니다. 호스팅 영역을 읽을 때마다 점검하며, 해결된 항목은 자동으로 사라집니다.",
  "findings.none": "발견된 문제가 없습니다",
  "findings.severity.critical": "긴급",
  "findings.severity.warning": "경고",
  "findings.severity.info": "참고",
  "findings.number": "{count}",
  "findings.since": "처음 발견: {ago}",
  "findings.fix": "조치:",
} as const;
