// SEED in the environment selects the run.
import { expect, test } from "bun:test";
import { runKillLoop } from "./kill-loop.ts";

const KILLS = 25;
const SEED = Number(process.env.SEED ?? 20261121);

test(`J1: over ${KILLS} SIGKILLs under load, no acknowledged message is lost and the file is intact each time (seed ${SEED})`, async () => {
  const { acknowledged, ...outcome } = await runKillLoop({ seed: SEED, kills: KILLS });
  expect(outcome).toEqual({ kills: KILLS, lost: 0, duplicated: 0, disagreed: 0, damages: [] });
  // Enough messages were acknowledged for a loss to show.
  expect(acknowledged).toBeGreaterThan(KILLS * 20);
  process.stdout.write(`${KILLS} kills, ${acknowledged} messages acknowledged, 0 lost\n`);
}, 90_000);

test("J8, J1: nor where so many rooms speak at once that their events are written together", async () => {
  const kills = 5;
  const { acknowledged, ...outcome } = await runKillLoop({ seed: SEED, kills, isWide: true });
  expect(outcome).toEqual({ kills, lost: 0, duplicated: 0, disagreed: 0, damages: [] });
  expect(acknowledged).toBeGreaterThan(kills * 20);
}, 90_000);
