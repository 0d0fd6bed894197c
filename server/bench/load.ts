// Makes what a running Mayfly is to be full of, and has the generator talk to whatever server runs.
import { join } from "node:path";
import type { Contestant } from "./baselines.ts";
import type { Load, Yield } from "./generator.ts";
import { pinned, type Running } from "./processes.ts";

const ASKING_AT_ONCE = 16;

type Made = { token: string; room: { code: string } };

/** Makes a room or a session. */
export async function made(url: string, name = "BraveWolf"): Promise<Made> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name }),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Made;
}

/** Does it so many times, some at once. @returns what came of each, in order */
export async function many<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  let next = 0;
  const maker = async () => {
    for (let i = next++; i < count; i = next++) all[i] = await make(i);
  };
  await Promise.all(Array.from({ length: ASKING_AT_ONCE }, maker));
  return all;
}

/** @param lines from the contestant's `seats` */
export async function generate(
  server: Running,
  { talk, takesLines }: Pick<Contestant, "talk" | "takesLines">,
  lines: readonly string[],
  load: Omit<Load, "port" | "pid" | "talk" | "takesLines">,
): Promise<Yield> {
  const script = join(import.meta.dir, "generator.ts");
  const whole: Load = { ...load, talk, takesLines: takesLines ?? false, port: server.port, pid: server.pid };
  const child = Bun.spawn(pinned("generator", [process.execPath, script, JSON.stringify(whole)]), {
    stdin: new Blob([lines.join("\n")]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("the generator failed");
  return JSON.parse(text) as Yield;
}
