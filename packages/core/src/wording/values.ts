/** Lists values of answers for an alert, short enough to be read. */

const SHOWN = 4;
const LENGTH = 80;

/** `192.0.2.10, 192.0.2.11 …`; TXT in quotes, long values cut, of many the first four. */
export function listedValues(type: string, values: readonly string[], more: (count: number) => string): string {
  const shown = values.slice(0, SHOWN).map((value) => {
    const text = value.length > LENGTH ? `${value.slice(0, LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : value;
    return type === "TXT" ? `"${text}"` : text;
  });
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} ${more(rest)}` : shown.join(", ");
}
