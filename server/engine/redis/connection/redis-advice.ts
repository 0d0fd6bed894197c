// What whoever runs the servers should know of a Redis that can be used, but not as it is.
import { Cluster, type Redis } from "ioredis";

const numberIn = (info: string, name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);

/** Returns sentences about all masters together, each once. @param replicas how many must have an event before it counts */
export async function adviceFor(client: Redis | Cluster, replicas: number): Promise<string[]> {
  const masters = client instanceof Cluster ? client.nodes("master") : [client];
  const found = await Promise.all(masters.map((master) => adviceForMaster(master, replicas))).catch(() => []);
  return [...new Set(found.flat())];
}

async function adviceForMaster(master: Redis, replicas: number): Promise<string[]> {
  const advice: string[] = [];
  const info = await master.info();
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? "noeviction";
  if (policy !== "noeviction" && numberIn(info, "maxmemory") > 0) {
    advice.push(`when its memory is full, Redis drops rooms (maxmemory-policy ${policy}); set it to noeviction`);
  }
  if (numberIn(info, "connected_slaves") < replicas) {
    advice.push(
      `nobody can send anything before Redis has as many replicas as MAYFLY_REDIS_WAIT asks for, ${replicas}`,
    );
  }
  // A user may not be allowed to ask, as in docs/redis.md.
  const saved = await master.config("GET", "save").catch(() => []);
  const savesSnapshots = String((saved as unknown[])[1] ?? "") !== "";
  if (numberIn(info, "aof_enabled") > 0 || savesSnapshots) {
    advice.push("Redis saves to its disk, where deleted texts stay until it rewrites its files; see docs/redis.md");
  }
  return advice;
}
