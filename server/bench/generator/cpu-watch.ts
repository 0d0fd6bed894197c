import { cpuMs } from "../harness/processes.ts";

/** CPU time used during some period; `serverUserMs` excludes time in the kernel. */
export type CpuUsage = {
  readonly seconds: number;
  readonly serverMs: number;
  readonly serverUserMs: number;
  readonly generatorMs: number;
};

/**
 * Starts to measure the CPU time of a server and of this process.
 * @returns a function for the usage so far; `until` (ns) sets an earlier end of `seconds`
 */
export function startCpuWatch(pid: number): (until?: number) => CpuUsage {
  const [ns, server, own] = [Bun.nanoseconds(), cpuMs(pid), process.cpuUsage()];
  return (until = Bun.nanoseconds()) => {
    const [ownUsage, serverUsage] = [process.cpuUsage(own), cpuMs(pid)];
    return {
      seconds: (until - ns) / 1e9,
      serverMs: serverUsage.total - server.total,
      serverUserMs: serverUsage.user - server.user,
      generatorMs: (ownUsage.user + ownUsage.system) / 1000,
    };
  };
}
