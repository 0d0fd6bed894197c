// Puts members into rooms of a running server and has the generator talk for them.
import { join } from "node:path";
import type { Load, Yield } from "./generator.ts";
import { pinned, type Running } from "./processes.ts";

const ASKING_AT_ONCE = 16;

async function post(url: string): Promise<{ token: string; room: { code: string } }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"name":"BraveWolf"}',
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { token: string; room: { code: string } };
}

async function many<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  let next = 0;
  const maker = async () => {
    for (let i = next++; i < count; i = next++) made[i] = await make(i);
  };
  await Promise.all(Array.from({ length: ASKING_AT_ONCE }, maker));
  return made;
}

/**
 * What the generator connects to, a line for each member; the i-th is in room i mod `rooms`.
 * @param isPlain as a client that takes one event a frame, and has its token in the address
 */
export async function seats(
  which: "bare" | "mayfly",
  url: string,
  rooms: number,
  members: number,
  isPlain = false,
): Promise<string[]> {
  if (which === "bare") {
    const room = (i: number) => `${i % rooms}`.padStart(8, "r");
    return Array.from({ length: members }, (_, i) => `/ws/${room(i)}?name=BraveWolf%20${i + 1}`);
  }
  const made = await many(rooms, () => post(`${url}/api/rooms`));
  const issued = await many(members, () => post(`${url}/api/sessions`));
  return issued.map(({ token }, i) => {
    const path = `/ws/${made[i % rooms]?.room.code}`;
    return isPlain ? `${path}?session_id=${token}` : `${path}\t${JSON.stringify({ type: "join", token, batch: true })}`;
  });
}

export async function generate(
  server: Running,
  paths: readonly string[],
  load: Omit<Load, "port" | "pid">,
): Promise<Yield> {
  const script = join(import.meta.dir, "generator.ts");
  const whole: Load = { ...load, port: server.port, pid: server.pid };
  const child = Bun.spawn(pinned("generator", [process.execPath, script, JSON.stringify(whole)]), {
    stdin: new Blob([paths.join("\n")]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("the generator failed");
  return JSON.parse(text) as Yield;
}
