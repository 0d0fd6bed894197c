// What a flood of logins does to everybody else: 10,000 in a minute, half of them under a name that exists, and how long
// the event loop keeps another request waiting meanwhile.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WireClient } from "../testing/wire.ts";
import { mayfly, serve } from "./processes.ts";
import { short, table } from "./table.ts";

const SECONDS = Number(process.argv.find((word) => word.startsWith("--seconds="))?.slice("--seconds=".length) ?? 60);
const PER_SECOND = 10_000 / 60;
const PROBE_MS = 5;

const folder = mkdtempSync(join(tmpdir(), "mayfly-logins-"));
const server = await serve("mayfly", ["--data", join(folder, "accounts.db")]);
const client = new WireClient(server.url);

/** How long the loop takes to answer when it has nothing to do for it, in ms, until told to stop. */
async function probe(isOver: () => boolean): Promise<number[]> {
  const waits: number[] = [];
  for (; !isOver(); await Bun.sleep(PROBE_MS)) {
    const beganAt = performance.now();
    await client.ask("GET", "healthz");
    waits.push(performance.now() - beganAt);
  }
  return waits.sort((a, b) => a - b);
}

async function flood(answers: Map<number, number>): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const beganAt = performance.now();
  for (let sent = 0; sent < PER_SECOND * SECONDS; await Bun.sleep(1)) {
    const due = Math.min(PER_SECOND * SECONDS, ((performance.now() - beganAt) / 1000) * PER_SECOND);
    for (; sent < due; sent++) {
      const body = { username: sent % 2 === 0 ? "ann" : `nobody${sent}`, password: "not the password" };
      const login = client.ask("POST", "api/login", { body }).then(({ status }) => {
        answers.set(status, (answers.get(status) ?? 0) + 1);
        underWay.delete(login);
      });
      underWay.add(login);
    }
  }
  await Promise.all(underWay);
}

try {
  await client.ask("POST", "api/register", { body: { username: "ann", password: "correct horse battery" } });
  const quietUntil = performance.now() + 3_000;
  const quiet = await probe(() => performance.now() > quietUntil);
  let isOver = false;
  const answers = new Map<number, number>();
  const flooding = flood(answers).finally(() => {
    isOver = true;
  });
  const busy = await probe(() => isOver);
  await flooding;
  const at = (waits: readonly number[], share: number) => short(waits[Math.floor(waits.length * share)] ?? Number.NaN);
  const row = (what: string, waits: readonly number[]) => [what, at(waits, 0.5), at(waits, 0.99), at(waits, 0.999)];
  const answered = [...answers].map(([status, count]) => `${count} × ${status}`).join(", ");
  process.stdout.write(
    `${short(PER_SECOND * SECONDS)} logins in ${SECONDS} s: ${mayfly.join(" ")}; answered ${answered}\n` +
      `${table(["another request waits, ms", "median", "99 %", "99.9 %"], [row("before", quiet), row("meanwhile", busy)])}\n`,
  );
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
