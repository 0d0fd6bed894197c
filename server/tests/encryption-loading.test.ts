// Encryption weighs 32 KB and takes time to start: only a room that needs it loads it.
import { expect, test } from "bun:test";
import { dirname } from "node:path";
import { importsOf, isTestSource, readSources, resolveImport, type Source } from "./source-tree.ts";

/** What of the encryption loads no cryptographic library. */
const PLAIN_ENCRYPTION_FILES = /\/e2ee\/(bytes|event-envelope|file-layout|join-challenges|sealed-revision)\.ts$/;

/** Finds what would load cryptography for everybody: folders named e2ee may import it, others only when they need it. */
function eagerEncryptionProblems(sources: readonly Source[]): string[] {
  const others = sources.filter((source) => !isTestSource(source) && !dirname(source.path).split("/").includes("e2ee"));
  return others.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(({ specifier, isType, isDynamic }) => {
        const imported = resolveImport(path, specifier) ?? specifier;
        if (isType || isDynamic || PLAIN_ENCRYPTION_FILES.test(imported)) return false;
        return /^@noble\/|\/e2ee\//.test(imported);
      })
      .map(({ specifier }) => `${path} imports ${specifier} at once: import() it where an encrypted room needs it`),
  );
}

test("an import that everybody would load is found", () => {
  const at = (path: string, text: string) => eagerEncryptionProblems([{ path, text }]);
  expect(at("web/src/room/a.ts", 'import { parseFragment } from "#protocol/e2ee/link";')).toHaveLength(1);
  expect(at("server/http/a.ts", 'import { seal } from "../protocol/e2ee/sealing.ts";')).toHaveLength(1);
  expect(at("server/chat/lib/a.ts", 'import { sha256 } from "@noble/hashes/sha2.js";')).toHaveLength(1);
  expect(at("server/chat/lib/a.ts", 'import type { Seen } from "#protocol/e2ee/event";')).toEqual([]);
  expect(at("web/src/room/a.ts", 'const { parseFragment } = await import("#protocol/e2ee/link");')).toEqual([]);
  expect(at("server/chat/lib/a.ts", 'import { SIZE_CLASSES } from "#protocol/e2ee/event-envelope";')).toEqual([]);
  expect(at("web/src/e2ee/a.ts", 'import { parseFragment } from "#protocol/e2ee/link";')).toEqual([]);
});

test("E20: cryptography is loaded only where a room needs it", () => {
  const sources = readSources();
  expect(sources.some(({ text }) => text.includes('from "@noble/'))).toBe(true);
  expect(eagerEncryptionProblems(sources)).toEqual([]);
});
