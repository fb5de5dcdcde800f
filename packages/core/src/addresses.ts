/** Reads IPv4 and IPv6 addresses and writes them in their one canonical form. Knows no ports and no sockets. */

/** `192.0.2.10`; undefined for anything but four decimal numbers up to 255. A leading zero is refused: some read it as octal. */
export function canonicalIpv4(text: string): string | undefined {
  return ipv4Bytes(text) === undefined ? undefined : text;
}

function ipv4Bytes(text: string): number[] | undefined {
  const parts = text.split(".");
  const isByte = (part: string): boolean => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255;
  return parts.length === 4 && parts.every(isByte) ? parts.map(Number) : undefined;
}

/**
 * The text of RFC 5952: lower case, no leading zeros, the first longest run of zero groups as `::`, an IPv4-mapped address as
 * `::ffff:192.0.2.1`. Undefined for anything else, zones (`%eth0`) included.
 */
export function canonicalIpv6(text: string): string | undefined {
  const groups = ipv6Groups(text);
  if (groups === undefined) return undefined;
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return `::ffff:${groups.slice(6).flatMap(bytesOf).join(".")}`;
  const run = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (run.length < 2) return hex.join(":");
  return `${hex.slice(0, run.start).join(":")}::${hex.slice(run.start + run.length).join(":")}`;
}

function ipv6Groups(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  if (tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The 16-bit groups of one side of `::`. The last part of the whole address may be an IPv4 address (RFC 4291, section 2.2). */
function groupsOf(half: string, mayEndInIpv4: boolean): number[] | undefined {
  if (half === "") return [];
  const parts = half.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const ipv4 = mayEndInIpv4 && index === parts.length - 1 ? ipv4Bytes(part) : undefined;
    if (ipv4 !== undefined) {
      const [a = 0, b = 0, c = 0, d = 0] = ipv4;
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}

function bytesOf(group: number): number[] {
  return [group >> 8, group & 0xff];
}
