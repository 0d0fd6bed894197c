// Faults of the network, of the server process and of its disk. Each fault undoes itself. Faults that need a program which
// is not installed (prlimit, strace) are left out.
import type { createTcpProxy, ProxiedConnection } from "../../testing/tcp-proxy.ts";
import { hasProgram, type ServerUnderTest } from "./server-under-test.ts";

export type Fault = {
  readonly name: string;
  /** How often it occurs relative to the others. */
  readonly weight: number;
  inject(): void | Promise<void>;
};

type Random = () => number;
/** How often each fault has occurred, by its name. */
export type FaultCounts = Readonly<Record<string, number>>;
type Proxy = ReturnType<typeof createTcpProxy>;

/** Returns faults of one random connection; a stall ends by itself within 1.5 s. */
export function networkFaults(proxy: Proxy, random: Random): Fault[] {
  const onRandom = (fault: (connection: ProxiedConnection) => void) => () => {
    const connections = [...proxy.connections];
    const connection = connections[Math.floor(random() * connections.length)];
    if (connection !== undefined) fault(connection);
  };
  const resumeWithin = (withinMs: number, connection: ProxiedConnection) =>
    void setTimeout(() => connection.resume(), random() * withinMs);
  return [
    { name: "connection cut", weight: 5, inject: onRandom((connection) => connection.cut()) },
    {
      name: "frames lost",
      weight: 4,
      inject: onRandom((connection) => connection.loseFrames(1 + Math.floor(random() * 5))),
    },
    {
      name: "reader stalled",
      weight: 3,
      inject: onRandom((connection) => {
        connection.stallReader();
        resumeWithin(1500, connection);
      }),
    },
    {
      name: "writer stalled",
      weight: 3,
      inject: onRandom((connection) => {
        connection.stallWriter();
        resumeWithin(1500, connection);
      }),
    },
  ];
}

export const sleepBetween = (random: Random, fromMs: number, toMs: number) =>
  Bun.sleep(fromMs + random() * (toMs - fromMs));

/** Returns faults of the server; one occurs at a time. @param isInstrumented whether the server has test hooks */
export function serverFaults(server: ServerUnderTest, random: Random, isInstrumented: boolean): Fault[] {
  const faults: Fault[] = [
    {
      name: "server killed",
      weight: 4,
      async inject() {
        await server.crash();
        await server.start();
      },
    },
    {
      name: "server restarted",
      weight: 2,
      async inject() {
        const code = await server.stop();
        if (code !== 0) server.surprises.push(`it exited with ${code} after SIGTERM`);
        await server.start();
      },
    },
    {
      name: "server frozen",
      weight: 2,
      async inject() {
        server.freeze();
        await sleepBetween(random, 100, 1200);
        server.thaw();
      },
    },
  ];
  if (hasProgram("prlimit")) {
    faults.push({
      name: "disk full",
      weight: 3,
      async inject() {
        await server.limitFiles(0);
        await sleepBetween(random, 100, 900);
        // Sometimes the server is killed or stopped while the disk is full.
        const chance = random();
        if (chance < 0.3) await server.crash();
        else if (chance < 0.5) await server.stop();
        if (server.isRunning) await server.limitFiles(undefined);
        else await server.start();
      },
    });
  }
  if (isInstrumented) {
    const jump = (name: string, sign: number): Fault => ({
      name,
      weight: 1,
      inject: () => server.control({ jumpMs: sign * Math.floor(random() * 3_600_000) }),
    });
    faults.push(jump("clock put forward", 1), jump("clock put back", -1), {
      name: "disk slow",
      weight: 2,
      async inject() {
        server.control({ slowMs: 20 + Math.floor(random() * 200) });
        await sleepBetween(random, 300, 1500);
        server.control({ slowMs: 0 });
      },
    });
  }
  return faults;
}

/** Returns a fault that makes writes and syncs of the running server fail with EIO; undefined if strace cannot attach. */
export async function failingWritesFault(server: ServerUnderTest, random: Random): Promise<Fault | undefined> {
  if (!hasProgram("strace")) return undefined;
  const attach = () =>
    Bun.spawn(
      ["strace", "-f", "-qq", "-o", "/dev/null", "-p", String(server.pid)].concat(
        ["-e", "trace=pwrite64,fsync,fdatasync,ftruncate"],
        ["-e", "inject=pwrite64,fsync,fdatasync,ftruncate:error=EIO"],
      ),
      { stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    );
  const inject = async () => {
    const strace = attach();
    await sleepBetween(random, 200, 600);
    strace.kill("SIGINT");
    await strace.exited;
  };
  const trial = attach();
  await Bun.sleep(150);
  const isAttached = trial.exitCode === null;
  trial.kill("SIGINT");
  await trial.exited;
  return isAttached ? { name: "writes and syncs failed", weight: 2, inject } : undefined;
}

export const totalFaults = (faults: FaultCounts) => Object.values(faults).reduce((sum, times) => sum + times, 0);

/** Returns how often each occurred, the most frequent first. */
export function describeFaults(faults: FaultCounts): string {
  const kinds = Object.entries(faults).sort(([, a], [, b]) => b - a);
  return `${totalFaults(faults)} faults: ${kinds.map(([name, times]) => `${times} × ${name}`).join(", ")}`;
}

/** Returns a function that picks faults in random order, each as often as its weight per round, so that none is left out. */
export function createFaultPicker(faults: readonly Fault[], random: Random): () => Fault {
  let bag: Fault[] = [];
  return () => {
    if (bag.length === 0) bag = faults.flatMap((fault) => Array.from({ length: fault.weight }, () => fault));
    const [next] = bag.splice(Math.floor(random() * bag.length), 1);
    if (next === undefined) throw new Error("there are no faults to pick from");
    return next;
  };
}
