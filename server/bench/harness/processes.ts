// Starts, observes and stops the processes of a benchmark, all on loopback.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

export const ROOT = join(import.meta.dir, "../../..");
const STARTED_WITHIN_MS = 10_000;
const POLL_MS = 2;
const EXITED_WITHIN_MS = 6_000;

/** Servers run on one core and generators on another, if there are two cores and `taskset` is installed. */
const CORES = { server: "0", generator: "1" };
const canPin = Bun.which("taskset") !== null && availableParallelism() > 1;

/** Returns the command pinned to its core, if that is possible. */
export function pinToCore(on: keyof typeof CORES, command: readonly string[]): string[] {
  return canPin ? ["taskset", "-c", CORES[on], ...command] : [...command];
}

export const pinningText = canPin ? "the server on core 0, the generator on core 1" : "processes not pinned to cores";

export type RunningServer = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** The time from its start to its first answer. */
  readonly startMs: number;
  stop(): Promise<void>;
};

/** Returns a port on which nothing listens at this moment. */
export function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

/** Starts a server and waits until it answers HTTP requests with any status. */
export async function startServerProcess(command: readonly string[], port: number): Promise<RunningServer> {
  const begunAt = performance.now();
  const child = Bun.spawn(pinToCore("server", command), {
    cwd: ROOT,
    env: { ...process.env, MAYFLY_LIMITS: "off", MAYFLY_MAX_MEMORY: "4GB" },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), EXITED_WITHIN_MS);
    await child.exited;
    clearTimeout(killer);
  };
  for (const until = Date.now() + STARTED_WITHIN_MS; ; await Bun.sleep(POLL_MS)) {
    const response = await fetch(`${url}/healthz`).catch(() => undefined);
    await response?.text();
    if (response !== undefined) return { url, port, pid: child.pid, startMs: performance.now() - begunAt, stop };
    if (child.exitCode !== null) throw new Error(`${command.join(" ")} exited with ${child.exitCode}`);
    if (Date.now() > until) {
      await stop();
      throw new Error(`${command.join(" ")} does not answer`);
    }
  }
}

/** Returns the resident memory of a process in bytes; NaN without /proc. */
export function residentBytes(pid: number): number {
  const status = readProc(pid, "status");
  return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)?.[1] ?? Number.NaN) * 1024;
}

/** USER_HZ, the unit of CPU times in /proc/PID/stat (proc_pid_stat(5)); 100 on Linux for x86 and ARM. */
const TICKS_PER_SECOND = 100;

/** Returns the CPU time a process has used so far in ms, in its own code and in total; NaN without /proc. */
export function cpuMs(pid: number): { user: number; total: number } {
  const stat = readProc(pid, "stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user = Number.NaN, system = Number.NaN] = [fields[11], fields[12]].map(
    (ticks) => (Number(ticks ?? Number.NaN) * 1000) / TICKS_PER_SECOND,
  );
  return { user, total: user + system };
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
