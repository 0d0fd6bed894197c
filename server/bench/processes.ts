// Processes a benchmark starts, watches and ends: always by its own handle on them, and only on loopback.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

export const ROOT = join(import.meta.dir, "../..");
const STARTED_WITHIN_MS = 10_000;
const ENDED_WITHIN_MS = 6_000;

/** Where a process may run: servers on one core, generators on another, where there are two and a way to say so. */
const CORE = { server: "0", generator: "1" };
const pins = Bun.which("taskset") !== null && availableParallelism() > 1;

/** Has it pinned to its core, when that is possible. */
export function pinned(on: keyof typeof CORE, command: readonly string[]): string[] {
  return pins ? ["taskset", "-c", CORE[on], ...command] : [...command];
}

export const pinning = pins ? "the server on core 0, the generator on core 1" : "processes not pinned to cores";

export type Running = { readonly url: string; readonly port: number; readonly pid: number; stop(): Promise<void> };

/** A port nobody listens on at this moment. */
export function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

/** Starts a server and waits until it answers, whatever it answers. */
export async function serve(command: readonly string[], port: number): Promise<Running> {
  const child = Bun.spawn(pinned("server", command), {
    cwd: ROOT,
    env: { ...process.env, MAYFLY_LIMITS: "off", MAYFLY_MAX_MEMORY: "4GB" },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), ENDED_WITHIN_MS);
    await child.exited;
    clearTimeout(killer);
  };
  for (const until = Date.now() + STARTED_WITHIN_MS; ; await Bun.sleep(20)) {
    const response = await fetch(`${url}/healthz`).catch(() => undefined);
    await response?.text();
    if (response !== undefined) return { url, port, pid: child.pid, stop };
    if (child.exitCode !== null) throw new Error(`${command.join(" ")} ended with ${child.exitCode}`);
    if (Date.now() > until) {
      await stop();
      throw new Error(`${command.join(" ")} does not answer`);
    }
  }
}

/** Resident bytes of a process; NaN where there is no /proc to ask. */
export function residentBytes(pid: number): number {
  const status = proc(pid, "status");
  return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)?.[1] ?? Number.NaN) * 1024;
}

const TICKS_A_SECOND = 100;

/** CPU time a process has used so far, in its own code and in all, in ms; NaN where there is no /proc to ask. */
export function cpuMs(pid: number): { user: number; total: number } {
  const stat = proc(pid, "stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user = Number.NaN, system = Number.NaN] = [fields[11], fields[12]].map(
    (ticks) => (Number(ticks ?? Number.NaN) * 1000) / TICKS_A_SECOND,
  );
  return { user, total: user + system };
}

function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
