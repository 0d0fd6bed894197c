// What can happen to a network, a process and a disk. Each strikes, and undoes what it did; what can't be done here says so.
import type { createProxy, Link } from "../../testing/proxy.ts";
import { has, type Victim } from "./server-under-test.ts";

export type Nemesis = {
  readonly name: string;
  /** How often it strikes, beside the others. */
  readonly weight: number;
  strike(): void | Promise<void>;
};

type Random = () => number;
type Proxy = ReturnType<typeof createProxy>;

/** Of one connection; over at once, or after a while by itself. */
export function linkNemeses(proxy: Proxy, random: Random): Nemesis[] {
  const upon = (strike: (link: Link) => void) => () => {
    const links = [...proxy.links];
    const link = links[Math.floor(random() * links.length)];
    if (link !== undefined) strike(link);
  };
  const until = (withinMs: number, link: Link) => void setTimeout(() => link.resume(), random() * withinMs);
  return [
    { name: "connection cut", weight: 5, strike: upon((link) => link.cut()) },
    { name: "frames lost", weight: 4, strike: upon((link) => link.lose(1 + Math.floor(random() * 5))) },
    {
      name: "reader stalled",
      weight: 3,
      strike: upon((link) => {
        link.stall();
        until(1500, link);
      }),
    },
    {
      name: "writer stalled",
      weight: 3,
      strike: upon((link) => {
        link.stallWriter();
        until(1500, link);
      }),
    },
  ];
}

const between = (random: Random, fromMs: number, toMs: number) => Bun.sleep(fromMs + random() * (toMs - fromMs));

/** Of the server. One strikes at a time. @param hasStrings whether it is one with strings to pull */
export function serverNemeses(victim: Victim, random: Random, hasStrings: boolean): Nemesis[] {
  const nemeses: Nemesis[] = [
    {
      name: "server killed",
      weight: 4,
      async strike() {
        await victim.crash();
        await victim.start();
      },
    },
    {
      name: "server restarted",
      weight: 2,
      async strike() {
        const code = await victim.stop();
        if (code !== 0) victim.surprises.push(`SIGTERM ended it with ${code}`);
        await victim.start();
      },
    },
    {
      name: "server frozen",
      weight: 2,
      async strike() {
        victim.freeze();
        await between(random, 100, 1200);
        victim.thaw();
      },
    },
  ];
  if (has("prlimit")) {
    nemeses.push({
      name: "disk full",
      weight: 3,
      async strike() {
        await victim.limitFiles(0);
        await between(random, 100, 900);
        // Sometimes it dies of it, or is ended.
        const then = random();
        if (then < 0.3) await victim.crash();
        else if (then < 0.5) await victim.stop();
        if (victim.isRunning) await victim.limitFiles(undefined);
        else await victim.start();
      },
    });
  }
  if (hasStrings) {
    const jump = (name: string, sign: number): Nemesis => ({
      name,
      weight: 1,
      strike: () => victim.pull({ jumpMs: sign * Math.floor(random() * 3_600_000) }),
    });
    nemeses.push(jump("clock put forward", 1), jump("clock put back", -1), {
      name: "disk slow",
      weight: 2,
      async strike() {
        victim.pull({ slowMs: 20 + Math.floor(random() * 200) });
        await between(random, 300, 1500);
        victim.pull({ slowMs: 0 });
      },
    });
  }
  return nemeses;
}

/** Writes and syncs of a running server fail with EIO for a while; undefined where it can't be traced. */
export async function brokenDisk(victim: Victim, random: Random): Promise<Nemesis | undefined> {
  if (!has("strace")) return undefined;
  const attach = () =>
    Bun.spawn(
      ["strace", "-f", "-qq", "-o", "/dev/null", "-p", String(victim.pid)].concat(
        ["-e", "trace=pwrite64,fsync,fdatasync,ftruncate"],
        ["-e", "inject=pwrite64,fsync,fdatasync,ftruncate:error=EIO"],
      ),
      { stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    );
  const strike = async () => {
    const strace = attach();
    await between(random, 200, 600);
    strace.kill("SIGINT");
    await strace.exited;
  };
  const tried = attach();
  await Bun.sleep(150);
  const isAttached = tried.exitCode === null;
  tried.kill("SIGINT");
  await tried.exited;
  return isAttached ? { name: "writes and syncs failed", weight: 2, strike } : undefined;
}

/** Draws them in a random order, each as often as it weighs before any comes again: none is left out by chance. */
export function drawn(nemeses: readonly Nemesis[], random: Random): () => Nemesis {
  let bag: Nemesis[] = [];
  return () => {
    if (bag.length === 0) bag = nemeses.flatMap((nemesis) => Array.from({ length: nemesis.weight }, () => nemesis));
    const [next] = bag.splice(Math.floor(random() * bag.length), 1);
    if (next === undefined) throw new Error("no nemesis to draw");
    return next;
  };
}
