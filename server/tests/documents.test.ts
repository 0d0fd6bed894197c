// The documents name files that exist and link to places that exist.
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

const DOCUMENTS = ["*.md", "docs/*.md", "server/*.md", ".github/*.md"].flatMap((pattern) =>
  [...new Bun.Glob(pattern).scanSync({ cwd: ROOT, dot: true })].sort(),
);
/** Where a document may leave out the beginning of a path: it says so by its place in the text. */
const BASES = [
  "",
  "server",
  "server/chat",
  "server/engine",
  "server/http",
  "server/tests",
  "web",
  "web/src",
  "web/src/message",
];

/** Returns paths of sources and folders that a text names: in backticks, or in a diagram's labels. */
function pathsIn(text: string): string[] {
  const inCode = [...text.matchAll(/`([\w./-]+)`/g)].map(([, path = ""]) => path);
  const inDiagrams = [...text.matchAll(/```mermaid\n(.*?)```/gs)].flatMap(
    ([diagram]) => diagram.match(/[\w-]+(?:\/[\w.-]+)+\.tsx?/g) ?? [],
  );
  return [...inCode, ...inDiagrams].filter((path) =>
    /^[\w.-]+(\/[\w.-]+)*\/([\w.-]+\.(ts|tsx|css|md|json))?$/.test(path),
  );
}

/** Returns targets of a text's links within the repository. */
const linksIn = (text: string) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:|^\.\.\/\.\.\//.test(target));

/** Returns a heading's anchor, as the repository's web pages make it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsIn = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

const isThere = (path: string, document: string) =>
  [...BASES, dirname(document)].some((base) => existsSync(join(ROOT, base, path)));

function problemsOf(document: string, text: string): string[] {
  const paths = pathsIn(text).filter((path) => !isThere(path, document));
  const links = linksIn(text).filter((target) => {
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? document : join(dirname(document), path);
    if (!existsSync(join(ROOT, file))) return true;
    const linked = path === "" ? text : readFileSync(join(ROOT, file), "utf8");
    return anchor !== undefined && !anchorsIn(linked).includes(anchor);
  });
  return [...paths, ...links].map((what) => `${document}: ${what}`);
}

describe("documents", () => {
  test("a path or a link that leads nowhere is found", () => {
    const text = [
      "`server/none.ts`, `server/main.ts`, `src/sync/`, [here](#one), [nowhere](#two), [gone](gone.md)\n# One",
      "```mermaid\na --> b[sync/none.ts]\n```",
    ].join("\n");
    const found = ["server/none.ts", "sync/none.ts", "#two", "gone.md"];
    expect(problemsOf("README.md", text)).toEqual(found.map((what) => `README.md: ${what}`));
  });

  test.each(DOCUMENTS)("%s names and links to what exists", (document) => {
    expect(problemsOf(document, readFileSync(join(ROOT, document), "utf8"))).toEqual([]);
  });
});
