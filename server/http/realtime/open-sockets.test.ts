// Laggards and the dead among the sockets of a node, with sockets that say how much waits for them.
import { beforeEach, expect, test } from "bun:test";
import { CLOSE } from "#protocol/error-codes";
import type { TimerCallback } from "../../chat/lib/ports.ts";
import { TimerWheel } from "../../chat/lib/timer-wheel.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { OpenSockets } from "./open-sockets.ts";

class Reader {
  waiting = 0;
  silentChecks = 0;
  pings = 0;
  isCut = false;
  readonly closedWith: number[] = [];
  getBufferedAmount = () => this.waiting;
  ping = () => ++this.pings;
  terminate = () => {
    this.isCut = true;
    sockets.delete(this);
  };
  close = (code?: number) => void this.closedWith.push(code ?? 0);
}

let clock: FakeClock;
let wheel: TimerWheel<TimerCallback>;
let sockets: OpenSockets;
const pass = (ms: number) => {
  clock.now += ms;
  wheel.advance(clock.now, (due) => due(clock.now));
};
const joined = (waiting = 0) => {
  const reader = Object.assign(new Reader(), { waiting });
  sockets.add(reader, reader);
  return reader;
};
beforeEach(() => {
  clock = new FakeClock();
  wheel = new TimerWheel<TimerCallback>(clock.now, 50);
  sockets = new OpenSockets();
  sockets.scheduleChecks(wheel, clock.read);
});

test("W16: a reader that lags at two checks in a row is closed with 4008, once", () => {
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

test("W16: a reader that catches up between two checks stays, and so does one with a page of a resume waiting", () => {
  const [breathing, reading] = [joined(600_000), joined(300_000)];
  for (let look = 0; look < 6; look++) {
    pass(2_500);
    breathing.waiting = look % 2 === 0 ? 0 : 600_000;
  }
  expect([breathing.closedWith, reading.closedWith]).toEqual([[], []]);
});

test("W26: a client that is not heard is pinged once after 50 s and cut off after 75 s", () => {
  const [dead, answering] = [joined(), joined()];
  const passUntil = (from: number, to: number) => {
    for (let at = from + 2.5; at <= to; at += 2.5) pass(2_500);
  };
  passUntil(0, 47.5);
  expect(dead.pings).toBe(0);
  passUntil(47.5, 72.5);
  expect([dead.pings, dead.isCut]).toEqual([1, false]);
  expect(answering.pings).toBe(1);
  answering.silentChecks = 0;
  passUntil(72.5, 75);
  expect([dead.pings, dead.isCut, sockets.count]).toEqual([1, true, 1]);
  expect(answering.isCut).toBe(false);
});

test("W26: a sleep of the server's machine cuts off nobody", () => {
  const reader = joined();
  pass(10 * 3_600_000);
  expect(reader.isCut).toBe(false);
});

test("C5: all are closed when the node stops", () => {
  const readers = [joined(), joined()];
  sockets.closeAll(CLOSE.restarting, "restarting");
  expect(readers.map(({ closedWith }) => closedWith)).toEqual([[1012], [1012]]);
});
