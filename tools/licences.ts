// Collects the licences of everything by others in the executable, for dist/web/licences.txt, which every server serves.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { dependencies } from "../package.json";

const MODULES = join(import.meta.dir, "../node_modules");

/** Development dependencies whose data goes into the client. */
const DATA = ["emojibase-data", "cldr-annotations-full"];

const BUN = `Bun ${Bun.version}: MIT. It holds JavaScriptCore and other work under licences of their own, LGPL-2.1 among them:
https://bun.com/docs/project/licensing`;

type Package = { version: string; license: string; dependencies?: Record<string, string> };

/** Returns the text of licences.txt. @throws when a package has no licence file */
export async function licences(): Promise<string> {
  const parts = [`What others wrote and Mayfly holds.\n\n${BUN}\n`];
  const names = new Set([...Object.keys(dependencies), ...DATA]);
  const texts = new Map<string, string>();
  for (const name of names) {
    const folder = join(MODULES, name);
    const manifest = (await Bun.file(join(folder, "package.json")).json()) as Package;
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file`);
    const text = (await Bun.file(join(folder, file)).text()).trim();
    texts.set(name, `${name} ${manifest.version}: ${manifest.license}\n\n${text}\n`);
    // Iterating a set also reaches what is added meanwhile.
    for (const dependency of Object.keys(manifest.dependencies ?? {})) names.add(dependency);
  }
  for (const name of [...texts.keys()].sort()) parts.push(texts.get(name) ?? "");
  return parts.join(`\n${"─".repeat(80)}\n\n`);
}
