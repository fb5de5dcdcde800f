/** Prometheus' text format, version 0.0.4: families of samples as lines. What is measured is decided in `metrics.ts`. */

export interface Family {
  /** Letters, digits and underscores; begins with `flipwatch_`. */
  name: string;
  /** What it counts, in a sentence or two. */
  help: string;
  samples: readonly Sample[];
}

export interface Sample {
  labels?: Readonly<Record<string, string>>;
  /** Seconds for times, 1 and 0 for yes and no. */
  value: number;
}

export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** All are gauges: whoever answers keeps nothing between two scrapes, so nothing can be counted up. A family without samples is left out. */
export function prometheusText(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) =>
      [`# HELP ${name} ${helpText(help)}`, `# TYPE ${name} gauge`, ...samples.map((each) => line(name, each)), ""].join("\n"),
    )
    .join("");
}

function line(name: string, { labels = {}, value }: Sample): string {
  const named = Object.entries(labels).map(([label, text]) => `${label}="${labelText(text)}"`);
  return `${name}${named.length === 0 ? "" : `{${named.join(",")}}`} ${value}`;
}

function helpText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function labelText(text: string): string {
  return helpText(text).replaceAll('"', '\\"');
}
