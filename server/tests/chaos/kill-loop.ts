// Kills the server with SIGKILL again and again while messages are sent. Each time, no acknowledged message may be lost and
// the file must be intact.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../testing/seeded-random.ts";
import { integrityProblems } from "./chaos.ts";
import type { HistoryViolations } from "./history-checker.ts";
import { ServerUnderTest, SOURCE_COMMAND } from "./server-under-test.ts";
import { SimulatedCrowd } from "./simulated-crowd.ts";

export type KillLoopOptions = {
  readonly seed: number;
  readonly kills: number;
  readonly binary?: string | undefined;
  /** Whether many rooms speak at once, instead of a few. */
  readonly isWide?: boolean;
};

export type KillLoopOutcome = HistoryViolations & {
  readonly kills: number;
  readonly acknowledged: number;
  /** The problems that SQLite found in the file, over all kills. */
  readonly damages: readonly string[];
};

const FEW_ROOMS = { rooms: 4, members: 5, messagesAtOnce: 8, leastAcknowledged: 0 };
/** So many that what they say at once is written together (J8), in each of the server's lives. */
const MANY_ROOMS = { rooms: 40, members: 2, messagesAtOnce: 80, leastAcknowledged: 1_000 };
const SEND_INTERVAL_MS = 10;
const MAX_LIFE_MS = 250;
const SETTLED_WITHIN_MS = 20_000;

/** Runs the loop and returns what the checker and SQLite found. */
export async function runKillLoop({ seed, kills, binary, isWide = false }: KillLoopOptions): Promise<KillLoopOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-kills-"));
  const data = join(folder, "kills.db");
  const flags = ["--history", "100000", "--max-memory", "1g"];
  const server = await ServerUnderTest.started({
    command: binary === undefined ? SOURCE_COMMAND : [binary],
    data,
    flags,
  });
  const random = seededRandom(seed);
  const crowd = new SimulatedCrowd(server, data, random);
  const damages: string[] = [];
  try {
    const { rooms, members, messagesAtOnce, leastAcknowledged } = isWide ? MANY_ROOMS : FEW_ROOMS;
    await crowd.join(server.port, { rooms, members });
    const sending = setInterval(() => crowd.sendMessages(messagesAtOnce), SEND_INTERVAL_MS);
    for (let n = 0; n < kills; n++) {
      const before = crowd.acknowledged;
      while (crowd.acknowledged < before + leastAcknowledged) await Bun.sleep(1);
      await Bun.sleep(random() * MAX_LIFE_MS);
      await server.crash();
      damages.push(...integrityProblemsOfCopy(data, join(folder, "copy.db")));
      await server.start();
    }
    clearInterval(sending);
    damages.push(...(await crowd.waitUntilSent(SETTLED_WITHIN_MS)));
    await server.crash();
    await server.start();
    const violations = await crowd.checkHistories(SETTLED_WITHIN_MS);
    return { ...violations, kills, acknowledged: crowd.acknowledged, damages: [...damages, ...server.surprises] };
  } finally {
    crowd.leave();
    await server.crash();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Checks a copy, because opening the file itself would recover it before the server does. */
function integrityProblemsOfCopy(data: string, copy: string): string[] {
  for (const part of ["", "-wal", "-shm"]) {
    rmSync(copy + part, { force: true });
    if (part !== "-shm" && existsSync(data + part)) copyFileSync(data + part, copy + part);
  }
  return integrityProblems(copy);
}
