// Runs a real server with a data file, and a crowd of clients behind a proxy, under random faults, in rounds.
// After each round the server is killed once more; its log must then match what every client received.
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../testing/seeded-random.ts";
import { createTcpProxy } from "../../testing/tcp-proxy.ts";
import {
  createFaultPicker,
  describeFaults,
  type Fault,
  type FaultCounts,
  failingWritesFault,
  networkFaults,
  serverFaults,
  totalFaults,
} from "./fault-injection.ts";
import { addViolations, type HistoryViolations, NO_VIOLATIONS } from "./history-checker.ts";
import { KNOWN_BUGS, type KnownBug } from "./known-bugs.ts";
import { INSTRUMENTED_COMMAND, ServerUnderTest } from "./server-under-test.ts";
import { SimulatedCrowd } from "./simulated-crowd.ts";
import { addFileViolations, type FileViolations, NO_FILE_VIOLATIONS } from "./simulated-uploads.ts";

export type ChaosOptions = {
  readonly seed: number;
  readonly seconds: number;
  readonly rooms?: number;
  /** In each room. */
  readonly members?: number;
  /** Messages per second of all members together. */
  readonly perSecond?: number;
  /** Continues a round for up to three times its length until there were this many faults and deliveries. */
  readonly atLeast?: { readonly faults: number; readonly deliveries: number };
  /** A compiled server; without it, the server runs from source. */
  readonly binary?: string | undefined;
  /** A deliberate bug that the run is to find. */
  readonly knownBug?: KnownBug | undefined;
  /** Is called after each round with the outcome so far. */
  readonly afterRound?: (outcome: ChaosOutcome, round: number, rounds: number) => void;
};

export type ChaosOutcome = HistoryViolations &
  FileViolations & {
    readonly deliveries: number;
    readonly acknowledged: number;
    /** The files of messages, all of which were read. */
    readonly files: number;
    readonly faults: FaultCounts;
    /** What else went wrong: unexpected exits, a damaged file, messages that could never be sent. */
    readonly surprises: readonly string[];
  };

const ROUND_MS = 30_000;
const SETTLED_WITHIN_MS = 30_000;
/** With a known bug, whatever has not settled by then never will. */
const KNOWN_BUG_SETTLED_WITHIN_MS = 4_000;
const SEND_INTERVAL_MS = 20;
const UPLOAD_INTERVAL_MS = 120;
/** The average time between two faults of the network, and between two of the server. */
const NETWORK_FAULT_MS = 70;
const SERVER_FAULT_MS = 1200;

/** Runs the test until its time is over, and returns what the checker found. */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const { seed, seconds, rooms = 4, members = 25, perSecond = 600, binary, knownBug } = options;
  const { atLeast = { faults: 0, deliveries: 0 } } = options;
  const { command = INSTRUMENTED_COMMAND, ...clientBug } = knownBug === undefined ? {} : KNOWN_BUGS[knownBug];
  const folder = mkdtempSync(join(tmpdir(), "mayfly-chaos-"));
  const data = join(folder, "chaos.db");
  const flags = ["--history", "100000", "--max-memory", "1g", "--keep-free", "1m"];
  const server = await ServerUnderTest.started({ command: binary === undefined ? command : [binary], data, flags });
  const proxy = createTcpProxy(server.port);
  const random = seededRandom(seed);
  const faults: Record<string, number> = {};
  const inject = ({ name, inject }: Fault) => {
    faults[name] = (faults[name] ?? 0) + 1;
    return inject();
  };
  const pickNetworkFault = createFaultPicker(networkFaults(proxy, random), random);
  const failingWrites = await failingWritesFault(server, random);
  const pickServerFault = createFaultPicker(
    [...serverFaults(server, random, binary === undefined), ...(failingWrites === undefined ? [] : [failingWrites])],
    random,
  );
  const withinMs = knownBug === undefined ? SETTLED_WITHIN_MS : KNOWN_BUG_SETTLED_WITHIN_MS;
  let violations = NO_VIOLATIONS;
  let fileViolations = NO_FILE_VIOLATIONS;
  let deliveries = 0;
  let acknowledged = 0;
  let files = 0;

  const outcome = () => {
    const { surprises } = server;
    return { ...violations, ...fileViolations, deliveries, acknowledged, files, faults, surprises };
  };
  const round = async (lastsMs: number) => {
    const crowd = new SimulatedCrowd(server, data, random);
    await crowd.join(proxy.port, { rooms, members, ...clientBug });
    const beganAt = performance.now();
    const passedMs = () => performance.now() - beganAt;
    let sent = 0;
    const sending = setInterval(() => {
      const due = Math.floor((passedMs() / 1000) * perSecond) - sent;
      crowd.sendMessages(Math.min(due, perSecond / 10));
      sent += due;
    }, SEND_INTERVAL_MS);
    const uploading = setInterval(() => crowd.sendFile(), UPLOAD_INTERVAL_MS);
    const injecting = setInterval(() => void inject(pickNetworkFault()), NETWORK_FAULT_MS);
    const isEnough = () => totalFaults(faults) >= atLeast.faults && crowd.deliveries >= atLeast.deliveries;
    while (passedMs() < lastsMs || (passedMs() < 3 * lastsMs && !isEnough())) {
      await Bun.sleep(SERVER_FAULT_MS * (0.5 + random()));
      await inject(pickServerFault());
    }
    clearInterval(sending);
    clearInterval(uploading);
    clearInterval(injecting);
    for (const connection of proxy.connections) connection.resume();
    await crowd.uploads.settle();
    server.surprises.push(...(await crowd.waitUntilSent(withinMs)));
    server.surprises.push(...(await crowd.leaveUnsaidFile()));
    await server.crash();
    await server.start();
    // A client notices a frame that was lost at the very end only when it reconnects.
    for (const connection of [...proxy.connections]) connection.cut();
    violations = addViolations(violations, await crowd.checkHistories(withinMs));
    deliveries += crowd.deliveries;
    acknowledged += crowd.acknowledged;
    const found = await crowd.uploads.check(crowd.logs);
    files += found.files;
    const keys = await crowd.uploads.readableKeys();
    if (found.files > 0 && keys.length === 0) server.surprises.push("no file could be read before its room ended");
    server.surprises.push(...(await crowd.endRooms()));
    const left = await crowd.uploads.checkErased(keys);
    fileViolations = [found, left].reduce(addFileViolations, fileViolations);
    crowd.leave();
  };

  try {
    const count = Math.ceil((seconds * 1000) / ROUND_MS);
    for (let n = 1; n <= count; n++) {
      await round(Math.min(ROUND_MS, seconds * 1000 - (n - 1) * ROUND_MS));
      options.afterRound?.(outcome(), n, count);
    }
    const code = await server.stop();
    if (code !== 0) server.surprises.push(`the server exited with ${code}`);
    server.surprises.push(...integrityProblems(data));
    return outcome();
  } finally {
    proxy.stop();
    await server.crash();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the problems that SQLite's integrity check finds in a file. */
export function integrityProblems(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const found = database.query("PRAGMA integrity_check").values().flat().map(String);
  database.close();
  return found.filter((line) => line !== "ok");
}

/** Returns whether there was no violation and no surprise. */
export function isFlawless(outcome: ChaosOutcome): boolean {
  const { lost, duplicated, disagreed, damaged, orphaned, readable, surprises } = outcome;
  return lost + duplicated + disagreed + damaged + orphaned + readable + surprises.length === 0;
}

const describeViolations = ({ lost, duplicated, disagreed, damaged, orphaned, readable }: ChaosOutcome) =>
  `${lost} lost, ${duplicated} duplicated, ${disagreed} disagreements; ` +
  `of files ${damaged} damaged, ${orphaned} orphaned, ${readable} readable after their end`;

/** Returns the outcome on one line. */
export function summarizeOutcome(outcome: ChaosOutcome): string {
  const { faults, deliveries, files, surprises } = outcome;
  const amount = `${totalFaults(faults)} faults, ${deliveries.toLocaleString("en")} deliveries, ${files} files`;
  return `${amount}; ${describeViolations(outcome)}; ${surprises.length} surprises`;
}

/** Returns the outcome on several lines, with a count of each fault. */
export function describeOutcome(outcome: ChaosOutcome): string {
  const { faults, deliveries, acknowledged, files, surprises } = outcome;
  return [
    describeFaults(faults),
    `${deliveries.toLocaleString("en")} deliveries, ${acknowledged.toLocaleString("en")} messages acknowledged, ${files} files`,
    describeViolations(outcome),
    ...surprises.map((surprise) => `surprise: ${surprise}`),
  ].join("\n");
}
