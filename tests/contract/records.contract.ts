export function recordsContract(_name: string, _make: unknown): void {}
