// How large files may be, and all of them together, by the settings and by where they are kept. Rules F3, F62, F64.
import type { FileLimits } from "./chat/files/file-quotas.ts";
import type { Config } from "./config/config.ts";

const CURE = "The server's operator can allow larger ones: MAYFLY_FILES_FOLDER or MAYFLY_S3.";

/** @param isOnDisk whether they outlast the process, on a disk or with other servers */
export function fileLimits(config: Config, isOnDisk: boolean): FileLimits {
  const { maxFileBytes, maxRoomFilesBytes, filesPerHourBytes: bytesPerHour } = config;
  const { redis, redisFileBytes } = config;
  const isInMemory = redis === undefined ? !isOnDisk : !hasOutside(config);
  // Files in memory have a limit of their own, and one room takes no more than half of it.
  const most = isInMemory ? config.maxFileMemoryBytes : Number.POSITIVE_INFINITY;
  const maxBytes = Math.min(config.maxFilesBytes, most);
  const maxRoomBytes = Math.min(maxRoomFilesBytes, config.maxFilesBytes, Math.floor(most / 2));
  const limits = { maxFileBytes: Math.min(maxFileBytes, maxRoomBytes), maxRoomBytes, maxBytes, bytesPerHour };
  if (redis === undefined || hasOutside(config) || redisFileBytes >= limits.maxFileBytes) return limits;
  return { ...limits, maxFileBytes: redisFileBytes, cure: CURE };
}

/** Whether servers that share a Redis have a place for files that are too large for it. */
export const hasOutside = ({ filesFolder, s3 }: Config): boolean => filesFolder !== undefined || s3 !== undefined;
