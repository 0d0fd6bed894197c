// Runs the engine contract on the local engine, in memory and with a journal on disk.
import { afterAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineContract } from "./engine-contract.ts";
import { LocalEngine } from "./local-engine.ts";
import { openSqliteJournal } from "./sqlite/sqlite-journal.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-"));
const engines: LocalEngine[] = [];
let files = 0;

afterAll(async () => {
  for (const engine of engines) await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

engineContract("local", ({ events, bytes, maxBytes }) => new LocalEngine({ events, bytes }, maxBytes));

engineContract("journaling local", async ({ events, bytes, maxBytes }) => {
  const path = join(folder, `${files++}.db`);
  const newSecret = () => new Uint8Array(64);
  const { journal } = await openSqliteJournal({ path, durability: "normal", now: 0, newSecret });
  const ports = { runLater: () => {}, reportTrouble: () => {} };
  const engine = new LocalEngine({ events, bytes }, maxBytes, journal, ports);
  engines.push(engine);
  return engine;
});
