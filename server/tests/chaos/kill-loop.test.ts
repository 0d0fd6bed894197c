// A server killed again and again under load. SEED in the environment chooses the run.
import { expect, test } from "bun:test";
import { kills } from "./kill-loop.ts";

const KILLS = 25;
const SEED = Number(process.env.SEED ?? 20261121);

test(`J1: ${KILLS} times kill -9 under load: nothing acknowledged is lost, and the file is whole each time (seed ${SEED})`, async () => {
  const { acknowledged, ...outcome } = await kills({ seed: SEED, kills: KILLS });
  expect(outcome).toEqual({ kills: KILLS, lost: 0, doubled: 0, disagreed: 0, damages: [] });
  // They were heard: there was something to lose.
  expect(acknowledged).toBeGreaterThan(KILLS * 20);
  process.stdout.write(`${KILLS} kills, ${acknowledged} messages acknowledged, 0 lost\n`);
}, 90_000);
