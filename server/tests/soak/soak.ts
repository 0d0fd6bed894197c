// Keeps a real server under a steady load of everything that people do, and finds out whether anything grows.
// The server works for a while, comes to rest, and is measured; then it works for the whole time, comes to rest, and is
// measured again. Both times all rooms have ended and nobody is connected, so that whatever is more has been left behind.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuMs } from "../../bench/harness/processes.ts";
import { formatNumber, median } from "../../bench/harness/statistics.ts";
import { seededRandom } from "../../testing/seeded-random.ts";
import { integrityProblems } from "../chaos/chaos.ts";
import { ServerUnderTest, SOURCE_COMMAND } from "../chaos/server-under-test.ts";
import {
  judgeLatency,
  judgeMemoryAtRest,
  judgeRest,
  judgeTrends,
  type Latency,
  type LoadFigures,
  type RestFigures,
} from "./judge.ts";
import { measureLatency } from "./latency-probe.ts";
import { MESSAGES_PER_SECOND } from "./member-activities.ts";
import { tableHeading, tableRow } from "./report.ts";
import { readFileFigures, readLoopTimes, readServerFigures } from "./server-figures.ts";
import { type CrowdTotals, SoakCrowd } from "./soak-crowd.ts";

export type SoakOptions = {
  readonly seed: number;
  /** A compiled server; without it, the server runs from source. */
  readonly binary?: string | undefined;
  /** How long the load lasts that is judged. */
  readonly seconds: number;
  /** How long the load lasts before the first measurement at rest. */
  readonly warmUpSeconds: number;
  /** The part of the time that the server is to be busy. Without it, the load is light and the same on every machine. */
  readonly busyShare?: number;
  /** Whether memory, trends and latency are judged, which takes minutes and a machine that isn't too busy. */
  readonly judgesTime: boolean;
  readonly report?: (line: string) => void;
};

export type SoakOutcome = {
  readonly before: RestFigures;
  readonly underLoad: readonly LoadFigures[];
  readonly after: RestFigures;
  readonly latency: { readonly second?: Latency; readonly last?: Latency };
  readonly totals: CrowdTotals;
  readonly done: ReadonlyMap<string, number>;
  /** The part of one core that the server used under load, and the part of the time that its event loop was busy. */
  readonly cpuShare: number;
  readonly busyShare: number;
  /** A sentence for everything that grew or went wrong. */
  readonly problems: readonly string[];
};

const SAMPLE_MS = 5_000;
const ADJUST_MS = 2_000;
/** The load isn't changed by more than this at a time, and not beyond what one generator can do. */
const MAX_STEP = 1.5;
const MAX_INTENSITY = 80;
/** How long the server may take until nothing is left of what has ended. */
const REST_WITHIN_MS = 60_000;
/** How long it then does nothing, so that the collector has its turn. */
const REST_MS = 20_000;
const POLL_MS = 500;
const MINUTE = 60;

/** Runs the soak. */
export async function runSoak(options: SoakOptions): Promise<SoakOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-soak-"));
  const data = join(folder, "soak.db");
  const command = options.binary === undefined ? SOURCE_COMMAND : [options.binary];
  const server = await ServerUnderTest.started({ command, data });
  const random = seededRandom(options.seed);
  const report = options.report ?? (() => {});
  try {
    const warmUp = new SoakCrowd(server.client, random);
    warmUp.start();
    if (options.busyShare === undefined) await Bun.sleep(options.warmUpSeconds * 1000);
    else await findIntensity(server, warmUp, options.busyShare, options.warmUpSeconds);
    const { intensity } = warmUp.runner;
    report(
      `intensity ${formatNumber(intensity)}: ${formatNumber(intensity * MESSAGES_PER_SECOND)} messages per second`,
    );
    await warmUp.end();
    const before = await measureAtRest(server, data, undefined, options.judgesTime);
    report(tableHeading());
    report(tableRow("before the load", before));

    const crowd = new SoakCrowd(server.client, random);
    crowd.runner.intensity = intensity;
    crowd.start();
    const usedBefore = { cpu: cpuMs(server.pid).total, busy: readLoopTimes(server.pid).busyMs };
    const { underLoad, latency } = await watch(server, data, options);
    const cpuShare = (cpuMs(server.pid).total - usedBefore.cpu) / (options.seconds * 1000);
    const busyShare = (readLoopTimes(server.pid).busyMs - usedBefore.busy) / (options.seconds * 1000);
    await crowd.end();
    const after = await measureAtRest(server, data, before, options.judgesTime);
    report(tableRow("after the end", after));

    const [lost, duplicated, disagreed] = (["lost", "duplicated", "disagreed"] as const).map(
      (kind) => warmUp.totals[kind] + crowd.totals[kind],
    ) as [number, number, number];
    const exitCode = await server.stop();
    const problems = [
      ...judgeRest(before, after),
      ...(options.judgesTime ? [...judgeMemoryAtRest(before, after), ...judgeTrends(underLoad)] : []),
      ...(latency.second && latency.last ? judgeLatency(latency.second, latency.last) : []),
      ...(lost + duplicated + disagreed > 0
        ? [`${lost} events were lost, ${duplicated} duplicated, ${disagreed} differed between members.`]
        : []),
      ...[warmUp, crowd].flatMap(({ runner }) => [...runner.problems].map(([text, times]) => `${times} × ${text}`)),
      ...server.surprises,
      ...server.log.split("\n").filter((line) => /^\S+ (warn|error) /.test(line)),
      ...(exitCode === 0 ? [] : [`The server exited with ${exitCode}.`]),
      ...integrityProblems(data),
    ];
    return {
      before,
      underLoad,
      after,
      latency,
      totals: crowd.totals,
      done: crowd.runner.done,
      cpuShare,
      busyShare,
      problems,
    };
  } finally {
    await server.crash();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Changes the load until the server's event loop is busy for that part of the time. */
async function findIntensity(server: ServerUnderTest, crowd: SoakCrowd, share: number, seconds: number): Promise<void> {
  const found: number[] = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const [at, busyBefore] = [performance.now(), readLoopTimes(server.pid).busyMs];
    await Bun.sleep(ADJUST_MS);
    const used = (readLoopTimes(server.pid).busyMs - busyBefore) / (performance.now() - at);
    const step = Math.min(Math.max(share / used, 1 / MAX_STEP), MAX_STEP);
    // Where nothing is known of the server, the load stays light.
    if (Number.isFinite(step)) crowd.runner.intensity = Math.min(crowd.runner.intensity * step, MAX_INTENSITY);
    found.push(crowd.runner.intensity);
  }
  crowd.runner.intensity = median(found.slice(-found.length / 2));
}

/** Reads figures while the load goes on, and measures the latency of the second and of the last minute. */
async function watch(server: ServerUnderTest, data: string, { seconds, judgesTime, report }: SoakOptions) {
  const beganAt = performance.now();
  const passed = () => (performance.now() - beganAt) / 1000;
  const underLoad: LoadFigures[] = [];
  const latencies: Promise<Latency>[] = [];
  let nextMinute = 1;
  const probeAt = judgesTime ? [MINUTE, seconds - MINUTE] : [];
  while (passed() < seconds) {
    if (passed() >= (probeAt[0] ?? Number.POSITIVE_INFINITY)) {
      probeAt.shift();
      latencies.push(measureLatency(server, MINUTE));
    }
    const figures = await readServerFigures(server, data);
    const sample = { ...figures, seconds: passed() };
    underLoad.push(sample);
    if (sample.seconds >= nextMinute * MINUTE) report?.(tableRow(`minute ${nextMinute++}`, sample));
    await Bun.sleep(Math.min(SAMPLE_MS, Math.max(0, (seconds - passed()) * 1000)));
  }
  const [second, last] = await Promise.all(latencies);
  return { underLoad, latency: { ...(second && { second }), ...(last && { last }) } };
}

/** Waits until nothing is left of what has ended, as far as the server tells, and reads what it then uses. */
async function measureAtRest(
  server: ServerUnderTest,
  data: string,
  before: RestFigures | undefined,
  waits: boolean,
): Promise<RestFigures> {
  const read = async () => ({ ...(await readServerFigures(server, data)), ...readFileFigures(data) });
  const isAtRest = (figures: RestFigures) => {
    if (before !== undefined) return judgeRest(before, figures).length === 0;
    return figures.rooms + figures.sockets + figures.streams + figures.accounts + figures.logBytes === 0;
  };
  const settle = async (): Promise<RestFigures> => {
    const until = performance.now() + REST_WITHIN_MS;
    for (;;) {
      const figures = await read();
      if (isAtRest(figures) || performance.now() > until) return figures;
      await Bun.sleep(POLL_MS);
    }
  };
  const figures = await settle();
  if (!waits) return figures;
  await Bun.sleep(REST_MS);
  return settle();
}
