/** What the few pages say that stand without the dashboard: why a sign-in came to nothing, and that the page is being made. In English and Korean. */

export type Telling =
  | "denied"
  | "stale"
  | "provider"
  | "mail"
  | "domain"
  | "group"
  | "forged"
  | "expired"
  | "revoked"
  | "limited"
  | "elsewhere"
  | "making"
  | "unmade";

export type Language = "en" | "ko";

export interface Words {
  title: string;
  /** Each is a sentence or a few: what happened, and what to do. */
  tell: Record<Telling, string>;
  again: string;
}

const en: Words = {
  title: "Flipwatch",
  tell: {
    denied: "Your identity provider did not sign you in. If that was not your own choice, ask whoever runs it.",
    stale: "This sign-in was begun too long ago, or was finished already. Sign in again.",
    provider:
      "Your identity provider could not be asked, or did not answer as it should. Try again; if it stays so, whoever runs Flipwatch finds the reason in its log.",
    mail: "Your identity provider does not vouch for your e-mail address, so it can't be told whether you may see this. Verify the address there, then sign in again.",
    domain: "You are signed in, but not with an address that may see this. Sign in with another account, or ask whoever runs Flipwatch.",
    group: "You are signed in, but in none of the groups that may see this. Ask whoever runs Flipwatch.",
    forged: "This link opens nothing here. Perhaps it was not copied whole. Ask whoever sent it for a new one.",
    expired: "This link has ended. Ask whoever sent it for a new one.",
    revoked: "This link was revoked. Ask whoever sent it for a new one.",
    limited: "Too many attempts to sign in. Wait a minute, then try again.",
    elsewhere: "This sign-in was not begun in this browser, or its cookies are blocked. Sign in again.",
    making: "The dashboard is being built, once after each change of its sources. This page opens it as soon as it is there.",
    unmade:
      "The dashboard could not be built; `npm run build:dashboard` shows why. Reload this page to try again. The API works: see /api.",
  },
  again: "To the sign-in",
};

const ko: Words = {
  title: "Flipwatch",
  tell: {
    denied: "인증 제공자가 로그인을 허용하지 않았습니다. 직접 취소한 것이 아니라면 제공자 관리자에게 문의하세요.",
    stale: "로그인을 시작한 지 너무 오래되었거나 이미 끝난 로그인입니다. 다시 로그인하세요.",
    provider:
      "인증 제공자에 물어보지 못했거나 올바른 응답을 받지 못했습니다. 다시 시도하세요. 계속되면 Flipwatch 관리자가 로그에서 원인을 찾을 수 있습니다.",
    mail: "인증 제공자가 이메일 주소를 보증하지 않아 열람 권한을 확인할 수 없습니다. 제공자에서 주소를 인증한 뒤 다시 로그인하세요.",
    domain: "로그인했지만 이 페이지를 볼 수 있는 주소가 아닙니다. 다른 계정으로 로그인하거나 Flipwatch 관리자에게 문의하세요.",
    group: "로그인했지만 이 페이지를 볼 수 있는 그룹에 속해 있지 않습니다. Flipwatch 관리자에게 문의하세요.",
    forged: "이 링크로는 열 수 있는 것이 없습니다. 링크가 온전히 복사되지 않았을 수 있습니다. 보낸 사람에게 새 링크를 요청하세요.",
    expired: "기한이 지난 링크입니다. 보낸 사람에게 새 링크를 요청하세요.",
    revoked: "취소된 링크입니다. 보낸 사람에게 새 링크를 요청하세요.",
    limited: "로그인 시도가 너무 많습니다. 1분 뒤에 다시 시도하세요.",
    elsewhere: "이 브라우저에서 시작한 로그인이 아니거나 쿠키가 차단되어 있습니다. 다시 로그인하세요.",
    making: "대시보드를 만드는 중입니다. 소스가 바뀐 뒤 한 번만 걸립니다. 준비되면 이 페이지에서 바로 열립니다.",
    unmade:
      "대시보드를 만들지 못했습니다. `npm run build:dashboard`로 이유를 볼 수 있습니다. 이 페이지를 새로 고치면 다시 시도합니다. API는 작동합니다. /api를 보세요.",
  },
  again: "로그인으로",
};

const all: Record<Language, Words> = { en, ko };

/** By the browser's first wish. */
export function wordsFor(acceptLanguage: string | undefined): { language: Language; words: Words } {
  const language = /^\s*ko\b/i.test(acceptLanguage ?? "") ? "ko" : "en";
  return { language, words: all[language] };
}
