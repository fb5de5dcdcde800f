/** The words that channels put around an alert: on buttons, and where something was pressed. What an alert itself says is `alert-text.ts`'s. */
import type { Language } from "../config-fields.ts";

export interface ControlWords {
  acknowledge: string;
  muteOneHour: string;
  openTimeline: string;
  acknowledgedBy(who: string): string;
  /** `until` as `utc` writes it. */
  mutedBy(who: string, until: string): string;
  /** Nothing came of the press: there is no such incident any more · there are as many mutes as there may be. */
  nothingOpen: string;
  mutesFull: string;
}

export function controlWords(language: Language = "en"): ControlWords {
  return words[language];
}

const words: Record<Language, ControlWords> = {
  en: {
    acknowledge: "Acknowledge",
    muteOneHour: "Mute 1 h",
    openTimeline: "Open timeline",
    acknowledgedBy: (who) => `Acknowledged by ${who}`,
    mutedBy: (who, until) => `Muted by ${who} until ${until}`,
    nothingOpen: "There is nothing to acknowledge: that incident is over",
    mutesFull: "Not muted: there are too many mutes already",
  },
  ko: {
    acknowledge: "확인 처리",
    muteOneHour: "1시간 알림 끄기",
    openTimeline: "타임라인 열기",
    acknowledgedBy: (who) => `${who} 님이 확인 처리했습니다`,
    mutedBy: (who, until) => `${who} 님이 ${until}까지 알림을 껐습니다`,
    nothingOpen: "확인 처리할 것이 없습니다. 해당 인시던트는 이미 종료되었습니다",
    mutesFull: "알림을 끄지 못했습니다. 설정된 알림 끄기가 이미 너무 많습니다",
  },
};
