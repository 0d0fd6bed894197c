// A real server with a data file, a crowd behind a proxy, and everything that can happen to them at once, in rounds.
// After each the server is killed once more, and what it holds then must be what everybody was told.
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProxy } from "../../testing/proxy.ts";
import { seeded } from "../../testing/random.ts";
import { brokenDisk, drawn, linkNemeses, type Nemesis, serverNemeses } from "./fault-injection.ts";
import { NO_WRONGS, sum, type Wrongs } from "./history-checker.ts";
import { CONTROLS, type Control } from "./known-bugs.ts";
import { STRUNG, Victim } from "./server-under-test.ts";
import { Crowd } from "./simulated-crowd.ts";

export type ChaosOptions = {
  readonly seed: number;
  readonly seconds: number;
  readonly rooms?: number;
  /** In each room. */
  readonly members?: number;
  /** Messages of everybody together. */
  readonly perSecond?: number;
  /** Goes on beyond its time, up to three times as long, until there were so many faults and deliveries. */
  readonly atLeast?: { readonly faults: number; readonly deliveries: number };
  /** The compiled server; without it, the source. */
  readonly binary?: string | undefined;
  /** A known mistake, which must be found out. */
  readonly control?: Control | undefined;
  /** Told how it stands. */
  readonly afterRound?: (outcome: Outcome, round: number, rounds: number) => void;
};

export type Outcome = Wrongs & {
  readonly deliveries: number;
  readonly acknowledged: number;
  readonly faults: Readonly<Record<string, number>>;
  /** What else went wrong: ends nobody meant, a file that isn't whole, messages that could never be said. */
  readonly surprises: readonly string[];
};

const ROUND_MS = 30_000;
const SETTLED_WITHIN_MS = 30_000;
/** With a mistake made on purpose, what isn't right by then won't be. */
const GIVEN_UP_AFTER_MS = 4_000;
const TALK_MS = 20;
/** A fault of the network in each so many ms, and one of the server in each so many, about. */
const LINK_FAULT_MS = 70;
const SERVER_FAULT_MS = 1200;

export async function chaos(options: ChaosOptions): Promise<Outcome> {
  const { seed, seconds, rooms = 4, members = 25, perSecond = 600, binary, control } = options;
  const { atLeast = { faults: 0, deliveries: 0 } } = options;
  const { command = STRUNG, ...wrong } = control === undefined ? {} : CONTROLS[control];
  const folder = mkdtempSync(join(tmpdir(), "mayfly-chaos-"));
  const data = join(folder, "chaos.db");
  const flags = ["--history", "100000", "--max-memory", "1g"];
  const victim = await Victim.started({ command: binary === undefined ? command : [binary], data, flags });
  const proxy = createProxy(victim.port);
  const random = seeded(seed);
  const faults: Record<string, number> = {};
  const strike = ({ name, strike }: Nemesis) => {
    faults[name] = (faults[name] ?? 0) + 1;
    return strike();
  };
  const onLink = drawn(linkNemeses(proxy, random), random);
  const broken = await brokenDisk(victim, random);
  const onServer = drawn(
    [...serverNemeses(victim, random, binary === undefined), ...(broken === undefined ? [] : [broken])],
    random,
  );
  const withinMs = control === undefined ? SETTLED_WITHIN_MS : GIVEN_UP_AFTER_MS;
  let wrongs = NO_WRONGS;
  let deliveries = 0;
  let acknowledged = 0;

  const outcome = () => ({ ...wrongs, deliveries, acknowledged, faults, surprises: victim.surprises });
  const round = async (lastsMs: number) => {
    const crowd = new Crowd(victim, random);
    await crowd.gather(proxy.port, { rooms, members, ...wrong });
    const beganAt = performance.now();
    const passedMs = () => performance.now() - beganAt;
    let said = 0;
    const talking = setInterval(() => {
      const due = Math.floor((passedMs() / 1000) * perSecond) - said;
      crowd.say(Math.min(due, perSecond / 10));
      said += due;
    }, TALK_MS);
    const hurting = setInterval(() => void strike(onLink()), LINK_FAULT_MS);
    const isEnough = () => total(faults) >= atLeast.faults && crowd.deliveries >= atLeast.deliveries;
    while (passedMs() < lastsMs || (passedMs() < 3 * lastsMs && !isEnough())) {
      await Bun.sleep(SERVER_FAULT_MS * (0.5 + random()));
      await strike(onServer());
    }
    clearInterval(talking);
    clearInterval(hurting);
    for (const link of proxy.links) link.resume();
    victim.surprises.push(...(await crowd.finish(withinMs)));
    await victim.crash();
    await victim.start();
    // A frame lost at the very end is noticed only by coming back.
    for (const link of [...proxy.links]) link.cut();
    wrongs = sum(wrongs, await crowd.verdict(withinMs));
    deliveries += crowd.deliveries;
    acknowledged += crowd.acknowledged;
    victim.surprises.push(...(await crowd.end()));
    crowd.disperse();
  };

  try {
    const count = Math.ceil((seconds * 1000) / ROUND_MS);
    for (let n = 1; n <= count; n++) {
      await round(Math.min(ROUND_MS, seconds * 1000 - (n - 1) * ROUND_MS));
      options.afterRound?.(outcome(), n, count);
    }
    const code = await victim.stop();
    if (code !== 0) victim.surprises.push(`it ended with ${code}`);
    victim.surprises.push(...damage(data));
    return outcome();
  } finally {
    proxy.stop();
    await victim.crash();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What SQLite finds wrong with a file; nothing when it is whole. */
export function damage(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const found = database.query("PRAGMA integrity_check").values().flat().map(String);
  database.close();
  return found.filter((line) => line !== "ok");
}

export function total(faults: Outcome["faults"]): number {
  return Object.values(faults).reduce((count, times) => count + times, 0);
}

/** Whether nothing at all was wrong. */
export function isWell({ lost, doubled, disagreed, surprises }: Outcome): boolean {
  return lost + doubled + disagreed + surprises.length === 0;
}

/** In a few words: how much there was of it, and what was wrong. */
export function inShort({ faults, deliveries, lost, doubled, disagreed, surprises }: Outcome): string {
  const much = `${total(faults)} faults, ${deliveries.toLocaleString("en")} deliveries`;
  return `${much}; ${lost} lost, ${doubled} doubled, ${disagreed} disagreements, ${surprises.length} surprises`;
}

export function told({ faults, deliveries, acknowledged, lost, doubled, disagreed, surprises }: Outcome): string {
  const kinds = Object.entries(faults).sort(([, a], [, b]) => b - a);
  return [
    `${total(faults)} faults: ${kinds.map(([name, times]) => `${times} × ${name}`).join(", ")}`,
    `${deliveries.toLocaleString("en")} deliveries, ${acknowledged.toLocaleString("en")} messages acknowledged`,
    `${lost} lost, ${doubled} doubled, ${disagreed} disagreements`,
    ...surprises.map((surprise) => `surprise: ${surprise}`),
  ].join("\n");
}
