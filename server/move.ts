// The command `mayfly move`: takes the living rooms of the data file into a Redis, or those of a Redis into the data file.
// Loaded only by that command. Rules D64 and D65.
import { createServerSecret } from "./chat/lib/ids.ts";
import type { Founding } from "./chat/room-model/room.ts";
import { decodeState } from "./chat/room-model/room-state.ts";
import { codeDigest } from "./chat/room-registry/room-codes.ts";
import type { Config } from "./config/config.ts";
import { parseRedisAddress } from "./config/redis-address.ts";
import {
  keepSecret,
  type MoveReport,
  moveIntoRedis,
  moveOutOfRedis,
  type RoomFacts,
} from "./engine/redis/move-rooms.ts";
import { TAG_LENGTH } from "./engine/redis/scripts/script-parts.ts";
import { filesFolderOf, resolveDataFile } from "./engine/sqlite/data-file-names.ts";
import { DataFileProblem, openSqliteJournal } from "./engine/sqlite/sqlite-journal.ts";
import { FileMover } from "./files/shared/move-files.ts";
import { openSharedFiles } from "./open-shared-files.ts";
import { createDigest } from "./security/secret-digest.ts";

const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes);

function newTag(): string {
  const bytes = new Uint8Array(TAG_LENGTH / 2);
  random(bytes);
  return bytes.toHex();
}

const createFactsOf = (secret: Uint8Array) => {
  const digest = createDigest(secret);
  return ({ founding, state: text }: { readonly founding: object; readonly state: string }): RoomFacts => {
    const { state } = decodeState(text);
    const { code } = founding as Founding;
    return {
      codeDigest: codeDigest(digest, code),
      expiresAt: state.expiresAt,
      isListed: state.visibility === "public",
    };
  };
};

const reportText = ({ moved, stayed }: MoveReport, to: string) =>
  [
    `Moved ${moved} ${moved === 1 ? "room" : "rooms"} to ${to}.`,
    ...[...stayed].map(
      ([reason, count]) =>
        `${count} ${count === 1 ? "room stays where it is" : "rooms stay where they are"}: ${reason}.`,
    ),
  ].join("\n");

/**
 * Moves rooms. Neither side's rooms may be in use.
 * @param config of both sides: the Redis with where files are beside it, and how much space there is
 * @param isBack whether from the Redis into the data file
 * @returns what was done @throws with what is wrong
 */
export async function moveRooms(data: string, config: Config, isBack: boolean): Promise<string> {
  const address = parseRedisAddress(config.redis ?? "");
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
  let files: FileMover | undefined;
  try {
    const { secret } = saved;
    if (!Buffer.from(await keepSecret(address, secret)).equals(secret)) {
      throw new Error("the data file and the Redis have rooms of different servers");
    }
    files = await openFileMover(data, config);
    const options = { address, journal, files, factsOf: createFactsOf(secret), newTag };
    if (!isBack) return reportText(await moveIntoRedis(saved.rooms, options), "the Redis");
    const report = await moveOutOfRedis(saved.rooms, options);
    if (report === undefined) throw new Error("servers use the Redis: stop them first");
    return reportText(report, data);
  } finally {
    await files?.close();
    await journal.close();
  }
}

async function openFileMover(data: string, config: Config): Promise<FileMover> {
  const shared = await openSharedFiles(config);
  if (typeof shared === "string") throw new Error(shared);
  const { keepFreeBytes, maxRoomFilesBytes } = config;
  return new FileMover(filesFolderOf(resolveDataFile(data)), keepFreeBytes, shared, maxRoomFilesBytes);
}
