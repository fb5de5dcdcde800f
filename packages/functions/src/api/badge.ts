/** `GET /badge/<pair>.svg`: the role and since when, for a README or a wall. The words say all that the colour does. */
import type { Language, Role } from "@flipwatch/core";
import { utc } from "@flipwatch/core/decide/wording";
import type { PairSummary } from "./pairs.ts";
import { xmlText } from "./xml.ts";

interface Look {
  /** White on it has a contrast of 4.5 to 1 at least. */
  colour: string;
  words: Record<Language, string>;
}

const looks: Record<Role, Look> = {
  primary: { colour: "#00664f", words: { en: "primary", ko: "기본" } },
  secondary: { colour: "#9c4f00", words: { en: "secondary", ko: "보조" } },
  split: { colour: "#6b5a00", words: { en: "split", ko: "불일치" } },
  stray: { colour: "#8a3a70", words: { en: "stray", ko: "이탈" } },
  dark: { colour: "#a01010", words: { en: "dark", ko: "응답 없음" } },
  unknown: { colour: "#5a5a5a", words: { en: "unknown", ko: "알 수 없음" } },
  unobserved: { colour: "#5a5a5a", words: { en: "unobserved", ko: "관측 불가" } },
};

const since: Record<Language, (moment: string) => string> = {
  en: (moment) => `since ${moment}`,
  ko: (moment) => `${moment}부터`,
};

const HEIGHT = 20;
const PADDING = 6;
const FONT_PIXELS = 11;

/** An absolute time, so that the picture stays the same for as long as the role does. */
export function badgeOf({ name, type, role, decided, since: bounds }: PairSummary, language: Language): string {
  const { colour, words } = looks[role];
  const moment = bounds === undefined || role !== decided ? undefined : utc(bounds.by).replace(/:\d\d UTC$/, " UTC");
  const left = `${name} ${type}`;
  const right = moment === undefined ? words[language] : `${words[language]} ${since[language](moment)}`;
  const [leftWidth, rightWidth] = [widthOf(left), widthOf(right)];
  const width = leftWidth + rightWidth;
  const label = xmlText(`${left}: ${right}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${label}" xml:lang="${language}">`,
    `<title>${label}</title>`,
    `<rect width="${width}" height="${HEIGHT}" rx="3" fill="#3d3d3d"/>`,
    `<path d="M${leftWidth} 0h${rightWidth - 3}a3 3 0 0 1 3 3v${HEIGHT - 6}a3 3 0 0 1-3 3h-${rightWidth - 3}z" fill="${colour}"/>`,
    `<g fill="#fff" font-family="Verdana,'DejaVu Sans','Noto Sans KR',sans-serif" font-size="${FONT_PIXELS}" aria-hidden="true">`,
    textAt(PADDING, left, leftWidth),
    textAt(leftWidth + PADDING, right, rightWidth),
    "</g></svg>\n",
  ].join("");
}

/** Fitted to its box, since the width is only reckoned: fonts differ. */
function textAt(x: number, text: string, width: number): string {
  return `<text x="${x}" y="14" textLength="${width - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${xmlText(text)}</text>`;
}

/** Roughly as Verdana has it. */
function widthOf(text: string): number {
  const widths = [...text].map((character) => {
    if (/[\u1100-\uFFFF]/u.test(character)) return FONT_PIXELS;
    if (/[mwMW@%]/.test(character)) return 10;
    if (/[fijlrt.,:;!|'()[\]/ -]/.test(character)) return 4.5;
    return /[A-Z]/.test(character) ? 7.8 : 6.8;
  });
  return Math.ceil(widths.reduce((sum, each) => sum + each, 0)) + 2 * PADDING;
}
