// Tests that a page is reported as away after a minute out of sight, and again on every new socket.
import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import { FakeTime } from "../testing/fakes.ts";
import { AWAY_AFTER_MS, createAway } from "./away.ts";

function page() {
  const time = new FakeTime();
  const said: boolean[] = [];
  const [isSeen, setSeen] = createSignal(true);
  const [isOpen, setOpen] = createSignal(true);
  const leave = createRoot((dispose) => {
    createAway({
      after: (ms, run) => time.after(ms, run),
      isPageVisible: isSeen,
      isOpen,
      report: (on) => said.push(on),
    });
    return dispose;
  });
  return { time, said, setSeen, setOpen, leave };
}

test("P5: a page hidden for a minute is away, and back as soon as it is visible", async () => {
  const { time, said, setSeen } = page();
  setSeen(false);
  await time.pass(AWAY_AFTER_MS - 1);
  expect(said).toEqual([]);
  await time.pass(1);
  expect(said).toEqual([true]);
  setSeen(true);
  expect(said).toEqual([true, false]);
});

test("P5: hiding the page for less than a minute is not reported, however often", async () => {
  const { time, said, setSeen } = page();
  for (let times = 0; times < 5; times++) {
    setSeen(false);
    await time.pass(AWAY_AFTER_MS - 1);
    setSeen(true);
    await time.pass(1);
  }
  expect(said).toEqual([]);
});

test("P5: a page that is away says so again on a new socket, a visible one doesn't", async () => {
  const { time, said, setSeen, setOpen } = page();
  setSeen(false);
  await time.pass(AWAY_AFTER_MS);
  setOpen(false);
  setOpen(true);
  expect(said).toEqual([true, true]);
  setOpen(false);
  setSeen(true);
  setOpen(true);
  expect(said).toEqual([true, true]);
});

test("P5: a page that becomes away without a socket reports it on the next one", async () => {
  const { time, said, setSeen, setOpen } = page();
  setOpen(false);
  setSeen(false);
  await time.pass(AWAY_AFTER_MS);
  expect(said).toEqual([]);
  setOpen(true);
  expect(said).toEqual([true]);
});

test("P5: nothing is reported after the owner is disposed of", async () => {
  const { time, said, setSeen, leave } = page();
  setSeen(false);
  leave();
  await time.pass(AWAY_AFTER_MS);
  expect(said).toEqual([]);
});
