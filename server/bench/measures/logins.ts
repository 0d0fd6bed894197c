// What a flood of logins does to everybody else, at a rate of 10,000 a minute: half of them under a name that exists.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WireClient } from "../../testing/api-client.ts";
import { mayfly } from "../baselines.ts";
import { percentiles } from "../latency-stamps.ts";
import { compared, type Measure } from "../measure.ts";

const PER_SECOND = 10_000 / 60;
const SECONDS = 15;
const QUIET_MS = 3_000;
const PROBE_MS = 5;

/** How long another request waits, in ms, until told to stop. @returns the 99th percentile */
async function probe(client: WireClient, isOver: () => boolean): Promise<number> {
  const waits: number[] = [];
  for (; !isOver(); await Bun.sleep(PROBE_MS)) {
    const beganAt = performance.now();
    await client.ask("GET", "healthz");
    waits.push(performance.now() - beganAt);
  }
  return percentiles(waits)[1];
}

async function flood(client: WireClient): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const beganAt = performance.now();
  for (let sent = 0; sent < PER_SECOND * SECONDS; await Bun.sleep(1)) {
    const due = Math.min(PER_SECOND * SECONDS, ((performance.now() - beganAt) / 1000) * PER_SECOND);
    for (; sent < due; sent++) {
      const body = { username: sent % 2 === 0 ? "ann" : `nobody${sent}`, password: "not the password" };
      const login = client.ask("POST", "api/login", { body }).then(({ status }) => {
        if (status !== 401 && status !== 503) throw new Error(`a login was answered with ${status}`);
        underWay.delete(login);
      });
      underWay.add(login);
    }
  }
  await Promise.all(underWay);
}

async function once(): Promise<{ quiet: number; busy: number }> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-"));
  const server = await mayfly.start(["--data", join(folder, "accounts.db")]);
  try {
    const client = new WireClient(server.url);
    await client.ask("POST", "api/register", { body: { username: "ann", password: "correct horse battery" } });
    const quietUntil = performance.now() + QUIET_MS;
    const quiet = await probe(client, () => performance.now() > quietUntil);
    let isOver = false;
    const flooding = flood(client).finally(() => {
      isOver = true;
    });
    const busy = await probe(client, () => isOver);
    await flooding;
    return { quiet, busy };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const logins: Measure = {
  name: "logins",
  title: "A flood of logins",
  words: `What another request waits, at the 99th percentile, while logins come at a rate of 10,000 a minute, half of them
under a name that exists; beside it, the same before. Two are looked at at once, a few wait, the others are told to come
again.`,
  rounds: 2,
  async run(rounds) {
    const found: { quiet: number; busy: number }[] = [];
    for (let round = 0; round < rounds; round++) found.push(await once());
    const side = (name: string, of: "quiet" | "busy") => ({ name, values: found.map((one) => one[of]) });
    return [compared("logins, another request at 99 %", "ms", side("flooded", "busy"), side("before", "quiet"))];
  },
};
