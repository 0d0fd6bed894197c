// The command `mayfly move`: takes the living rooms of the data file into a Redis, or those of a Redis into the data file.
// Loaded only by that command. Rules D64 and D65.
import { createServerSecret } from "./chat/lib/ids.ts";
import type { Founding } from "./chat/room-model/room.ts";
import { decodeState } from "./chat/room-model/room-state.ts";
import { codeDigest } from "./chat/room-registry/room-codes.ts";
import { parseRedisAddress } from "./config/redis-address.ts";
import {
  keepSecret,
  type MoveReport,
  moveIntoRedis,
  moveOutOfRedis,
  type RoomFacts,
} from "./engine/redis/move-rooms.ts";
import { TAG_LENGTH } from "./engine/redis/scripts/script-parts.ts";
import { DataFileProblem, openSqliteJournal } from "./engine/sqlite/sqlite-journal.ts";
import { createDigest } from "./security/secret-digest.ts";

const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes);

function newTag(): string {
  const bytes = new Uint8Array(TAG_LENGTH / 2);
  random(bytes);
  return bytes.toHex();
}

type SavedFacts = {
  readonly founding: object;
  readonly state: string;
  readonly files?: readonly unknown[] | undefined;
};

const createFactsOf = (secret: Uint8Array) => {
  const digest = createDigest(secret);
  return ({ founding, state: text, files = [] }: SavedFacts): RoomFacts => {
    const { state } = decodeState(text);
    const { code } = founding as Founding;
    return {
      codeDigest: codeDigest(digest, code),
      expiresAt: state.expiresAt,
      isListed: state.visibility === "public",
      unfit: state.encryption !== undefined ? "they are encrypted" : files.length > 0 ? "they have files" : undefined,
    };
  };
};

const reportText = ({ moved, stayed }: MoveReport, to: string) =>
  [
    `Moved ${moved} ${moved === 1 ? "room" : "rooms"} to ${to}.`,
    ...[...stayed].map(([reason, count]) => `${count} stay where they are: ${reason}.`),
  ].join("\n");

/**
 * Moves rooms. Neither side's rooms may be in use.
 * @param isBack whether from the Redis into the data file
 * @returns what was done @throws with what is wrong
 */
export async function moveRooms(data: string, url: string, isBack: boolean): Promise<string> {
  const address = parseRedisAddress(url);
  if (address === undefined) throw new Error("it isn't the address of a Redis");
  // The first of both that is there brings its secret, which tokens and codes depend on.
  const own = createServerSecret(random);
  const offered = isBack ? await keepSecret(address, own) : own;
  const opened = await openSqliteJournal({
    path: data,
    durability: "full",
    now: Date.now(),
    newSecret: () => offered,
  }).catch((error: unknown) => {
    throw error instanceof DataFileProblem ? new Error(`${data} ${error.message}`) : error;
  });
  const { journal, saved } = opened;
  try {
    const { secret } = saved;
    if (!Buffer.from(await keepSecret(address, secret)).equals(secret)) {
      throw new Error("the data file and the Redis have rooms of different servers");
    }
    const options = { address, journal, factsOf: createFactsOf(secret), newTag };
    if (!isBack) return reportText(await moveIntoRedis(saved.rooms, options), "the Redis");
    const report = await moveOutOfRedis(options);
    if (report === undefined) throw new Error("servers use the Redis: stop them first");
    return reportText(report, data);
  } finally {
    await journal.close();
  }
}
