// How a flood of 10,000 logins per minute delays other requests. Half of the logins use an existing username.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiClient } from "../../testing/api-client.ts";
import { percentiles } from "../harness/statistics.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { compareSides, type Measure } from "./measure.ts";

const PER_SECOND = 10_000 / 60;
const SECONDS = 15;
const QUIET_MS = 3_000;
const PROBE_MS = 5;

/** Sends requests until `isOver`. @returns the 99th percentile of their latency in ms */
async function probeLatency(client: ApiClient, isOver: () => boolean): Promise<number> {
  const waits: number[] = [];
  for (; !isOver(); await Bun.sleep(PROBE_MS)) {
    const beganAt = performance.now();
    await client.ask("GET", "healthz");
    waits.push(performance.now() - beganAt);
  }
  return percentiles(waits)[1];
}

async function flood(client: ApiClient): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  const beganAt = performance.now();
  for (let sent = 0; sent < PER_SECOND * SECONDS; await Bun.sleep(1)) {
    const due = Math.min(PER_SECOND * SECONDS, ((performance.now() - beganAt) / 1000) * PER_SECOND);
    for (; sent < due; sent++) {
      const body = { username: sent % 2 === 0 ? "ann" : `nobody${sent}`, password: "not the password" };
      const login = client.ask("POST", "api/login", { body }).then(({ status }) => {
        if (status !== 401 && status !== 503) throw new Error(`a login was answered with ${status}`);
        inFlight.delete(login);
      });
      inFlight.add(login);
    }
  }
  await Promise.all(inFlight);
}

async function measureFlood(): Promise<{ quiet: number; busy: number }> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-"));
  const server = await mayfly.start(["--data", join(folder, "accounts.db")]);
  try {
    const client = new ApiClient(server.url);
    await client.ask("POST", "api/register", { body: { username: "ann", password: "correct horse battery" } });
    const quietUntil = performance.now() + QUIET_MS;
    const quiet = await probeLatency(client, () => performance.now() > quietUntil);
    let isOver = false;
    const flooding = flood(client).finally(() => {
      isOver = true;
    });
    const busy = await probeLatency(client, () => isOver);
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
  explanation: `The 99th percentile of the latency of another request while 10,000 logins per minute arrive, half of them with an existing
username, compared with the same before the flood. The server checks two logins at a time, lets a few wait, and refuses the others.`,
  rounds: 2,
  async run(rounds) {
    const found: { quiet: number; busy: number }[] = [];
    for (let round = 0; round < rounds; round++) found.push(await measureFlood());
    const side = (name: string, of: "quiet" | "busy") => ({ name, values: found.map((one) => one[of]) });
    return [compareSides("logins, another request at 99 %", "ms", side("flooded", "busy"), side("before", "quiet"))];
  },
};
