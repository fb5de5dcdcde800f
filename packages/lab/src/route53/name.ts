/** How Route 53 writes and sorts DNS names: lower case, trailing dot, unusual characters as octal escapes, listed by reversed labels. */

/** `*.Example.com` becomes `\052.example.com.` (Route 53 Developer Guide, page DomainNameFormat). Escapes already there are kept. */
export function listedName(name: string): string {
  const dotted = name.endsWith(".") ? name : `${name}.`;
  return dotted
    .replace(/\\([0-7]{3})/g, (_, octal: string) => plainOrEscaped(Number.parseInt(octal, 8)))
    .replace(/[^a-zA-Z0-9\-_.\\]/gu, (character) => [...Buffer.from(character)].map(escaped).join(""))
    .toLowerCase();
}

const plainOrEscaped = (code: number): string =>
  /[a-zA-Z0-9\-_]/.test(String.fromCharCode(code)) ? String.fromCharCode(code) : escaped(code);
const escaped = (code: number): string => `\\${code.toString(8).padStart(3, "0")}`;

/** `com.example.www.`: names sort by this, compared as ASCII, trailing dot included (API reference, ListResourceRecordSets). */
export function sortKey(name: string): string {
  return `${name.replace(/\.$/, "").split(".").toReversed().join(".")}.`;
}

export function ascii(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What is wrong with a name, in AWS's words; undefined when nothing is (Developer Guide, page DomainNameFormat). */
export function nameFault(name: string): string | undefined {
  const labels = name.replace(/\.$/, "").split(".");
  const plain = labels.map((label) => label.replace(/\\[0-7]{3}/g, "x"));
  if (plain.some((label) => label === "")) return `FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '${name}'`;
  if (plain.some((label) => label.length > 63))
    return `FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '${name}'`;
  if (plain.join(".").length > 254) return `FATAL problem: DomainNameTooLong (Domain name is too long) encountered with '${name}'`;
  return undefined;
}

/** Whether `name` is the zone's apex or below it; both as listed. */
export function inZone(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** Ids come with and without their prefix: `/hostedzone/Z1`, `hostedzone/Z1` and `Z1` are one. */
export function bareId(id: string): string {
  return id.replace(/^\/?(hostedzone|change|healthcheck|delegationset)\//, "");
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export function newId(letter: string, random: () => number): string {
  return letter + Array.from({ length: 20 }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
}

export function newUuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
