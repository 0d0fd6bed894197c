// `kill -9` again and again while people talk: what was acknowledged is there, and the file is whole, each time.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "../../testing/random.ts";
import { damage } from "./chaos.ts";
import type { Wrongs } from "./history-checker.ts";
import { SOURCE, Victim } from "./server-under-test.ts";
import { Crowd } from "./simulated-crowd.ts";

export type KillsOptions = { readonly seed: number; readonly kills: number; readonly binary?: string | undefined };

export type Killed = Wrongs & {
  readonly kills: number;
  readonly acknowledged: number;
  /** What SQLite found wrong with the file, over all kills. */
  readonly damages: readonly string[];
};

const ROOMS = 4;
const MEMBERS = 5;
const TALK_MS = 10;
const MESSAGES_AT_ONCE = 8;
const LIVES_MS = 250;
const SETTLED_WITHIN_MS = 20_000;

export async function kills({ seed, kills, binary }: KillsOptions): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-kills-"));
  const data = join(folder, "kills.db");
  const flags = ["--history", "100000", "--max-memory", "1g"];
  const victim = await Victim.started({ command: binary === undefined ? SOURCE : [binary], data, flags });
  const random = seeded(seed);
  const crowd = new Crowd(victim, random);
  const damages: string[] = [];
  try {
    await crowd.gather(victim.port, { rooms: ROOMS, members: MEMBERS });
    const talking = setInterval(() => crowd.say(MESSAGES_AT_ONCE), TALK_MS);
    for (let n = 0; n < kills; n++) {
      await Bun.sleep(random() * LIVES_MS);
      await victim.crash();
      damages.push(...damageAfter(data, join(folder, "copy.db")));
      await victim.start();
    }
    clearInterval(talking);
    damages.push(...(await crowd.finish(SETTLED_WITHIN_MS)));
    await victim.crash();
    await victim.start();
    const wrongs = await crowd.verdict(SETTLED_WITHIN_MS);
    return { ...wrongs, kills, acknowledged: crowd.acknowledged, damages: [...damages, ...victim.surprises] };
  } finally {
    crowd.disperse();
    await victim.crash();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of a copy: looking at the file itself would put it in order before the server does. */
function damageAfter(data: string, copy: string): string[] {
  for (const part of ["", "-wal", "-shm"]) {
    rmSync(copy + part, { force: true });
    if (part !== "-shm" && existsSync(data + part)) copyFileSync(data + part, copy + part);
  }
  return damage(copy);
}
