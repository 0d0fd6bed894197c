// The commands that start the server from source, or from the bundle of it that `bun run test` makes (tools/bundle-server.ts).
import { basename, join } from "node:path";

const BUNDLE = process.env.SERVER_BUNDLE;

/** @param path of a module below server/ */
const commandOf = (path: string): readonly string[] => [
  process.execPath,
  BUNDLE === undefined ? join(import.meta.dir, "..", path) : join(BUNDLE, `${basename(path, ".ts")}.js`),
];

/** `mayfly`. */
export const SOURCE_COMMAND = commandOf("main.ts");
/** `mayfly` with test hooks. */
export const INSTRUMENTED_COMMAND = commandOf("tests/chaos/instrumented-server.ts");
