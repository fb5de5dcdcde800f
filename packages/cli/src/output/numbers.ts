/** Numbers given on the command line, checked where they are read. */
import { InvalidArgumentError } from "commander";

export function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("A port is a whole number from 0 to 65535; 0 picks a free one.");
}

export function speed(text: string): number {
  const value = Number(text);
  if (value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError("The speed is a number from 1 to 100: how many times faster than real time intervals pass.");
}

export function amount(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0 && /^\d+$/.test(text)) return value;
  throw new InvalidArgumentError("Expected a whole number, 0 or more.");
}
