// What a server is not told of a file: it stands in the file, and in the message that has it.
import { cleanFileName } from "../file-names.ts";
import { MAX_FILE_SECONDS } from "../limits.ts";

export type FileDescription = {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly width?: number;
  readonly height?: number;
  readonly seconds?: number;
};

/** No longer media type is a real one. */
const MAX_TYPE_LENGTH = 127;
/** Larger pictures are not shown, as in other rooms (F11). */
const MAX_SIDE = 32_767;
const MAX_PIXELS = 100_000_000;

const isSide = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
const isPositive = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

/** Returns a description with the fields this version knows and nothing that can't be shown, undefined for what is none. */
export function readFileDescription(json: unknown): FileDescription | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const { name, type, bytes, width, height, seconds } = json as Record<string, unknown>;
  if (typeof name !== "string" || typeof type !== "string" || type.length > MAX_TYPE_LENGTH) return undefined;
  if (!Number.isSafeInteger(bytes) || (bytes as number) < 0) return undefined;
  if (![width, height, seconds].every((value) => value === undefined || isPositive(value))) return undefined;
  const isShown =
    isSide(width) && isSide(height) && Math.max(width, height) <= MAX_SIDE && width * height <= MAX_PIXELS;
  return {
    name: cleanFileName(name),
    type,
    bytes: bytes as number,
    ...(isShown && { width, height }),
    ...(isPositive(seconds) && seconds <= MAX_FILE_SECONDS && { seconds }),
  };
}
