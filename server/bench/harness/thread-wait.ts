// How long a thread was ready to run and had no core: what a machine with few cores adds to the time that something takes.
import { readdirSync, readFileSync } from "node:fs";

/** Short beside what is measured, and seldom enough to take little of a core. */
const SAMPLE_MS = 2;

export type ThreadWait = {
  /** Returns for how many ms the threads waited for a core between two instants, epoch ms. */
  between(from: number, to: number): number;
  stop(): void;
};

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** The parent stands behind the name, which may have spaces and parentheses (proc_pid_stat(5)). */
const parentOf = (pid: string): string => {
  const stat = readText(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? "0";
};

function isOurs(pid: string): boolean {
  for (let at = pid; Number(at) > 1; at = parentOf(at)) if (at === String(process.pid)) return true;
  return false;
}

/** Returns the processes that this one started, and those that they did; none without /proc. */
const ourProcesses = () => namesIn("/proc").filter((pid) => /^\d+$/.test(pid) && isOurs(pid));

/** Returns the folders of the main threads of processes that this one started with such an argument. */
export function mainThreadsOf(argument: string): string[] {
  return ourProcesses()
    .filter((pid) => readText(`/proc/${pid}/cmdline`).includes(argument))
    .map((pid) => `/proc/${pid}/task/${pid}`);
}

/** Returns the folders of the threads of this name in processes that this one started. */
export function threadsCalled(name: string): string[] {
  return ourProcesses()
    .flatMap((pid) => namesIn(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`))
    .filter((thread) => readText(`${thread}/comm`).startsWith(name));
}

/** Watches threads, by their folders, until it is stopped. Where the system doesn't say how long a thread waits, it is 0. */
export function watchThreadWait(threads: readonly string[]): ThreadWait {
  const samples: { readonly atMs: number; readonly waitedMs: number }[] = [];
  const waitedNs = (thread: string) => Number(readText(`${thread}/schedstat`).split(" ")[1] ?? 0);
  const sample = () => {
    const waitedMs = threads.reduce((sum, thread) => sum + waitedNs(thread), 0) / 1e6;
    samples.push({ atMs: performance.timeOrigin + performance.now(), waitedMs });
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  const waitedAt = (instant: number) => (samples.find(({ atMs }) => atMs >= instant) ?? samples.at(-1))?.waitedMs ?? 0;
  return {
    between: (from, to) => Math.max(0, Math.min(to - from, waitedAt(to) - waitedAt(from))),
    stop: () => clearInterval(timer),
  };
}
