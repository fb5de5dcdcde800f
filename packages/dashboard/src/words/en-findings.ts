/** Words for the findings. */
export const findings = {
  "findings.title": "Findings",
  "findings.count": { one: "{count} finding", other: "{count} findings" },
  "findings.lead":
    "What is wrong with the records of your pairs, or keeps Flipwatch from watching them. It is looked for whenever the zones are read; what is put right disappears by itself.",
  "findings.none": "Nothing was found to be wrong",
  "findings.severity.critical": "Critical",
  "findings.severity.warning": "Warnings",
  "findings.severity.info": "Worth knowing",
  "findings.number": "{count}",
  "findings.since": "First found {ago}.",
  "findings.fix": "What to do:",
} as const;
