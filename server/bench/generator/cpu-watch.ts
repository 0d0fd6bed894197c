import { cpuMs } from "../harness/processes.ts";

/** CPU time used during some period; `serverUserMs` excludes time in the kernel. */
export type CpuUsage = {
  readonly seconds: number;
  readonly serverMs: number;
  readonly serverUserMs: number;
  readonly generatorMs: number;
};

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

/**
 * Starts to measure the CPU time of a server and of this process.
 * @param pids the server's processes
 * @returns a function for the usage so far; `until` (ns) sets an earlier end of `seconds`
 */
export function startCpuWatch(...pids: readonly number[]): (until?: number) => CpuUsage {
  const usage = () => {
    const all = pids.map(cpuMs);
    return { user: sum(all.map(({ user }) => user)), total: sum(all.map(({ total }) => total)) };
  };
  const [ns, server, own] = [Bun.nanoseconds(), usage(), process.cpuUsage()];
  return (until = Bun.nanoseconds()) => {
    const [ownUsage, serverUsage] = [process.cpuUsage(own), usage()];
    return {
      seconds: (until - ns) / 1e9,
      serverMs: serverUsage.total - server.total,
      serverUserMs: serverUsage.user - server.user,
      generatorMs: (ownUsage.user + ownUsage.system) / 1000,
    };
  };
}
