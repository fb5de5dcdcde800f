/** Finds functions and their length by their braces: exact enough for formatted code. */

export interface FunctionSize {
  line: number;
  lines: number;
}

const opening = /(\bfunction\b[^;]*|=>\s*|^\s+(?:async\s+|override\s+|static\s+|get\s+|set\s+)*[\w#]+\([^;]*\)[^;]*)\{\s*$/;
const notAFunction = /^\s*(if|for|while|switch|catch|else|do|try|return|describe|it)\b|\b(describe|it)(\.\w+)*\(/;

/** Every function whose body opens at a line's end, by matching the closing brace's indentation. */
export function functionsOf(text: string): FunctionSize[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    if (!opening.test(line) || notAFunction.test(line)) return [];
    const indent = /^\s*/.exec(line)?.[0] ?? "";
    const end = lines.findIndex((each, at) => at > index && each.startsWith(`${indent}}`));
    return end < 0 ? [] : [{ line: index + 1, lines: end - index + 1 }];
  });
}
