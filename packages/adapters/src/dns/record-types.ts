/** Numbers and names of the record types and response codes that Flipwatch meets (IANA, DNS parameters). */

export const typeNumbers = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  CAA: 257,
} as const;
export type KnownType = keyof typeof typeNumbers;

/** The pseudo-record of EDNS; never part of an answer. */
export const OPT = 41;

const typeNames = new Map<number, string>([
  ...Object.entries(typeNumbers).map(([name, number]) => [number, name] as const),
  [35, "NAPTR"],
  [39, "DNAME"],
  [43, "DS"],
  [44, "SSHFP"],
  [46, "RRSIG"],
  [52, "TLSA"],
  [64, "SVCB"],
  [65, "HTTPS"],
  [99, "SPF"],
]);

/** `A`, or `TYPE65280` for one without a name here (RFC 3597, section 5). */
export function typeName(number: number): string {
  return typeNames.get(number) ?? `TYPE${number}`;
}

const rcodes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE"];

/** `NOERROR`, `NXDOMAIN`, …; `RCODE12` for one without a name. 16 comes from EDNS only. */
export function rcodeName(number: number): string {
  return number === 16 ? "BADVERS" : (rcodes[number] ?? `RCODE${number}`);
}
