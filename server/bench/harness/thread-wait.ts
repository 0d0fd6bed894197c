// How long a thread was ready to run and had no core: what a machine with few cores adds to the time that something takes.
import { readdirSync, readFileSync } from "node:fs";

/** Short beside what is measured, and seldom enough to take little of a core. */
const SAMPLE_MS = 2;

export type ThreadWait = {
  /** Returns for how many ms the thread waited for a core between two instants, epoch ms. */
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

/** Returns the folders of the threads of this name in processes that this one started; none without /proc. */
export function threadsCalled(name: string): string[] {
  return namesIn("/proc")
    .filter((pid) => /^\d+$/.test(pid) && isOurs(pid))
    .flatMap((pid) => namesIn(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`))
    .filter((thread) => readText(`${thread}/comm`).startsWith(name));
}

/** Watches a thread, by its folder, until it is stopped. Where the system doesn't say how long a thread waits, it is 0. */
export function watchThreadWait(thread: string | undefined): ThreadWait {
  const samples: { readonly atMs: number; readonly waitedMs: number }[] = [];
  const sample = () => {
    const [, waitedNs] = readText(`${thread}/schedstat`).split(" ");
    const atMs = performance.timeOrigin + performance.now();
    if (waitedNs !== undefined) samples.push({ atMs, waitedMs: Number(waitedNs) / 1e6 });
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  const waitedAt = (instant: number) => (samples.find(({ atMs }) => atMs >= instant) ?? samples.at(-1))?.waitedMs ?? 0;
  return {
    between: (from, to) => Math.min(to - from, waitedAt(to) - waitedAt(from)),
    stop: () => clearInterval(timer),
  };
}
