/** The words that channels put around an alert: on buttons, and where something was pressed. What an alert itself says is `alert-text.ts`'s. */
import type { Language } from "../config-fields.ts";
import type { Severity } from "../event.ts";

export interface ControlWords {
  acknowledge: string;
  muteOneHour: string;
  openTimeline: string;
  /** Before an alert that may have been sent already. */
  possibleRepeat: string;
  severity: Record<Severity, string>;
  acknowledgedBy(who: string): string;
  /** `until` as `utc` writes it. */
  mutedBy(who: string, until: string): string;
  /** Said to whoever pressed a button that came to nothing. */
  notTaken(why: string): string;
}

export function controlWords(language: Language = "en"): ControlWords {
  return words[language];
}

const words: Record<Language, ControlWords> = {
  en: {
    acknowledge: "Acknowledge",
    muteOneHour: "Mute 1 h",
    openTimeline: "Open timeline",
    possibleRepeat: "Possible repeat",
    severity: { critical: "CRITICAL", warning: "warning", info: "info", record: "record" },
    acknowledgedBy: (who) => `Acknowledged by ${who}`,
    mutedBy: (who, until) => `Muted by ${who} until ${until}`,
    notTaken: (why) => `That was not taken: ${why}`,
  },
  ko: {
    acknowledge: "확인",
    muteOneHour: "1시간 알림 끄기",
    openTimeline: "타임라인 열기",
    possibleRepeat: "중복 가능",
    severity: { critical: "긴급", warning: "경고", info: "정보", record: "기록" },
    acknowledgedBy: (who) => `${who} 님이 확인했습니다`,
    mutedBy: (who, until) => `${who} 님이 ${until}까지 알림을 껐습니다`,
    notTaken: (why) => `요청을 처리하지 못했습니다: ${why}`,
  },
};
