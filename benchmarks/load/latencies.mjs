// Latencies in milliseconds and what is said about them.

export function summary(values, seconds) {
  const sorted = Float64Array.from(values).sort();
  const at = (share) => (sorted.length ? round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]) : null);
  return {
    count: sorted.length,
    seconds: round(seconds),
    per_second: round(sorted.length / seconds),
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
    max_ms: at(1),
  };
}

export const round = (value) => Math.round(value * 1000) / 1000;
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The order as JSON on standard input; the result as one line of JSON on standard output. */
export async function carryOut(work) {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  const before = process.cpuUsage();
  const result = await work(JSON.parse(Buffer.concat(parts).toString()));
  const used = process.cpuUsage(before);
  result.generator_cpu_seconds = round((used.user + used.system) / 1e6);
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}
