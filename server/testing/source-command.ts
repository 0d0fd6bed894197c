// The commands that start the server from source, or as `bun run test` has compiled it (tools/bundle-server.ts).
import { basename, join } from "node:path";

const BUNDLE = process.env.SERVER_BUNDLE;

/** @param path of a module below server/ */
const commandOf = (path: string): readonly string[] =>
  BUNDLE === undefined ? [process.execPath, join(import.meta.dir, "..", path)] : [join(BUNDLE, basename(path, ".ts"))];

/** `mayfly`. */
export const SOURCE_COMMAND = commandOf("main.ts");
/** `mayfly` with test hooks. */
export const INSTRUMENTED_COMMAND = commandOf("tests/chaos/instrumented-server.ts");
