// Opens where servers that share a Redis keep files: small ones there, larger ones in a folder or a bucket that all of them have.
// Loaded only where a Redis is set.
import { UNSAID_FILE_TTL_MS } from "#protocol/limits";
import type { Config } from "./config/config.ts";
import { parseRedisAddress } from "./config/redis-address.ts";
import { ScriptRunner } from "./engine/redis/connection/script-runner.ts";
import { COMMAND_TIMEOUT_MS } from "./engine/redis/redis-link.ts";
import { DEFAULT_PREFIX } from "./engine/redis/room-keys.ts";
import { FileRecords } from "./files/shared/file-records.ts";
import type { OutsideStore } from "./files/shared/piece-store.ts";
import { NodesFiles } from "./files/shared/shared-storage.ts";

export type SharedFilesOverrides = {
  /** How long a file waits for a message. */
  readonly unsaidMs?: number;
  readonly timeoutMs?: number;
};

/** @returns undefined where there are no files, or what is wrong with a setting */
export async function openSharedFiles(
  config: Config,
  { unsaidMs = UNSAID_FILE_TTL_MS, timeoutMs = COMMAND_TIMEOUT_MS }: SharedFilesOverrides = {},
): Promise<NodesFiles | string | undefined> {
  const address = parseRedisAddress(config.redis ?? "");
  if (address === undefined || config.maxFileBytes === 0) return undefined;
  const outside = await openOutside(config);
  const problem = await outside?.check();
  if (problem !== undefined) {
    return `${config.s3 === undefined ? "MAYFLY_FILES_FOLDER" : "MAYFLY_S3"}: can't be used: ${problem}`;
  }
  const { maxFileMemoryBytes, maxFilesBytes, redisFileBytes: maxRedisFileBytes } = config;
  const records = new FileRecords(new ScriptRunner(address, timeoutMs), DEFAULT_PREFIX, {
    unsaidMs,
    maxRedisRoomBytes: Math.floor(maxFileMemoryBytes / 2),
    maxBytes: { redis: maxFileMemoryBytes, outside: maxFilesBytes },
  });
  return new NodesFiles({ records, maxRedisFileBytes, outside });
}

/** Loads what is needed of the two alone. */
async function openOutside(config: Config): Promise<OutsideStore | undefined> {
  const { filesFolder, keepFreeBytes, s3, s3Key, s3Secret, s3Region: region } = config;
  if (filesFolder !== undefined) {
    const { FolderPieces } = await import("./files/shared/folder-pieces.ts");
    return new FolderPieces(filesFolder, keepFreeBytes);
  }
  if (s3 === undefined || s3Key === undefined || s3Secret === undefined) return undefined;
  const { S3Pieces } = await import("./files/shared/s3-pieces.ts");
  return new S3Pieces({ ...s3, accessKeyId: s3Key, secretAccessKey: s3Secret, region });
}
