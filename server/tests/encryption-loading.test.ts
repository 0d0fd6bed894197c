// Encryption weighs 32 KB and takes time to start: only a room that needs it loads it.
import { expect, test } from "bun:test";
import { importsOf, isTestSource, readSources, resolveImport, type Source } from "./source-tree.ts";

/** What is loaded only where an encrypted room needs it, and may import all of it at once. */
const isOfEncryption = ({ path }: Source) => /\/(e2ee|encrypted-files)\//.test(path);

/** Returns the files that load a cryptographic library, directly or by what they import at once. */
function cryptographicFiles(sources: readonly Source[]): ReadonlySet<string> {
  const imports = new Map(
    sources.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter(({ isType, isDynamic }) => !isType && !isDynamic)
        .map(({ specifier }) => resolveImport(path, specifier) ?? specifier),
    ]),
  );
  const found = new Set<string>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [path, imported] of imports) {
      if (imported.some((one) => one.startsWith("@noble/") || found.has(one))) found.add(path);
    }
  }
  return found;
}

/** Finds what would load cryptography for everybody. */
function eagerEncryptionProblems(sources: readonly Source[]): string[] {
  const cryptographic = cryptographicFiles(sources);
  return sources
    .filter((source) => cryptographic.has(source.path) && !isTestSource(source) && !isOfEncryption(source))
    .map(({ path }) => `${path} loads a cryptographic library at once: import() it where an encrypted room needs it`);
}

test("an import that everybody would load is found", () => {
  const library = { path: "server/protocol/e2ee/seal.ts", text: 'import { sha256 } from "@noble/hashes/sha2.js";' };
  const plain = { path: "server/protocol/e2ee/link.ts", text: "export const a = 1;" };
  const at = (path: string, text: string) => eagerEncryptionProblems([library, plain, { path, text }]);
  expect(at("web/src/room/a.ts", 'import { seal } from "#protocol/e2ee/seal";')).toHaveLength(1);
  expect(at("server/chat/lib/a.ts", 'import { sha256 } from "@noble/hashes/sha2.js";')).toHaveLength(1);
  expect(at("server/chat/lib/a.ts", 'import type { Seen } from "#protocol/e2ee/seal";')).toEqual([]);
  expect(at("web/src/room/a.ts", 'const { seal } = await import("#protocol/e2ee/seal");')).toEqual([]);
  expect(at("web/src/room/a.ts", 'import { a } from "#protocol/e2ee/link";')).toEqual([]);
  expect(at("web/src/e2ee/a.ts", 'import { seal } from "#protocol/e2ee/seal";')).toEqual([]);
});

test("E20: cryptography is loaded only where a room needs it", () => {
  const sources = readSources();
  expect(sources.some(({ text }) => text.includes('from "@noble/'))).toBe(true);
  expect(eagerEncryptionProblems(sources)).toEqual([]);
});
