import { expect, test } from "bun:test";
import { withIntegrity } from "./page-integrity.ts";

test("S28: every script and style sheet of the page gets the hash of its file, and nothing else changes", async () => {
  const files: Record<string, string> = { "assets/a.js": "one", "assets/b.css": "two" };
  const read = (path: string) => Promise.resolve(new TextEncoder().encode(files[path] ?? ""));
  const page = (script = "", style = "") =>
    [
      '<link rel="icon" href="./favicon.svg" type="image/svg+xml" />',
      `<script type="module" crossorigin src="./assets/a.js"${script}></script>`,
      `<link rel="stylesheet" crossorigin href="./assets/b.css"${style}>`,
      "<script>inline</script><p>after",
    ].join("\n");
  // As `printf one | openssl dgst -sha256 -binary | base64` has it.
  const [one, two] = ["dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z/0Me0=", "P8TM/nRYcOLA2Z9x8w/wZWyN7dQcwdfT03aw2+aF4vM="];
  expect(await withIntegrity(page(), read)).toBe(page(` integrity="sha256-${one}"`, ` integrity="sha256-${two}"`));
});
