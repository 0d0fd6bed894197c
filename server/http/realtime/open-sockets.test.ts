// Laggards among the sockets of a node, with sockets that say how much waits for them.
import { beforeEach, expect, test } from "bun:test";
import { CLOSE } from "#protocol/error-codes";
import type { Due } from "../../chat/lib/ports.ts";
import { Wheel } from "../../chat/lib/timer-wheel.ts";
import { FakeClock } from "../../testing/clock.ts";
import { Sockets } from "./open-sockets.ts";

class Reader {
  waiting = 0;
  readonly closedWith: number[] = [];
  getBufferedAmount = () => this.waiting;
  close = (code?: number) => void this.closedWith.push(code ?? 0);
}

let clock: FakeClock;
let wheel: Wheel<Due>;
let sockets: Sockets;
const pass = (ms: number) => {
  clock.now += ms;
  wheel.advance(clock.now, (due) => due(clock.now));
};
const joined = (waiting = 0) => {
  const reader = Object.assign(new Reader(), { waiting });
  sockets.add(reader);
  return reader;
};
beforeEach(() => {
  clock = new FakeClock();
  wheel = new Wheel<Due>(clock.now, 50);
  sockets = new Sockets();
  sockets.watch(wheel, clock.read);
});

test("W16: a reader that lags for two looks is closed with 4008, once", () => {
  const [slow, swift] = [joined(600_000), joined(0)];
  pass(2_500);
  expect(slow.closedWith).toEqual([]);
  pass(2_500);
  expect([slow.closedWith, swift.closedWith]).toEqual([[CLOSE.tooSlow], []]);
  pass(2_500);
  sockets.delete(slow);
  pass(10_000);
  expect(slow.closedWith).toEqual([CLOSE.tooSlow]);
});

test("W16: one that catches up between two looks stays, and so does one with a page of a catch-up before it", () => {
  const [breathing, reading] = [joined(600_000), joined(300_000)];
  for (let look = 0; look < 6; look++) {
    pass(2_500);
    breathing.waiting = look % 2 === 0 ? 0 : 600_000;
  }
  expect([breathing.closedWith, reading.closedWith]).toEqual([[], []]);
});

test("C5: all are closed when the node stops", () => {
  const readers = [joined(), joined()];
  sockets.closeAll(CLOSE.restarting, "restarting");
  expect(readers.map(({ closedWith }) => closedWith)).toEqual([[1012], [1012]]);
});
