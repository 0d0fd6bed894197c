// Tests which entries of the history open modals have, with a history that moves when it is told to.
import { expect, test } from "bun:test";
import { createModalHistory } from "./modal-history.ts";

function visit() {
  const entries: unknown[] = [null];
  let place = 0;
  const moves: number[] = [];
  const tasks: (() => void)[] = [];
  const history = {
    get state() {
      return entries[place];
    },
    pushState(state: unknown) {
      entries.splice(++place, Number.POSITIVE_INFINITY, state);
    },
    go(delta = 0) {
      moves.push(delta);
    },
  };
  const modals = createModalHistory(history, (run) => tasks.push(run));
  const runDeferred = () => {
    for (const run of tasks.splice(0)) run();
  };
  /** Runs what was deferred, and moves the history as it was told to. */
  const settle = () => {
    while (tasks.length + moves.length > 0) {
      runDeferred();
      for (const delta of moves.splice(0)) move(delta);
    }
  };
  const move = (delta: number) => {
    place += delta;
    modals.follow();
  };
  const open = (name: string, log: string[]) => modals.open(() => log.push(name));
  return { history, modals, open, settle, runDeferred, move, at: () => ({ place, depth: entries.length - 1 }) };
}

test("S14: going back closes what is on top, then what is below it", () => {
  const { open, settle, move, at } = visit();
  const closed: string[] = [];
  open("sheet", closed);
  settle();
  open("question", closed);
  settle();
  expect(at()).toEqual({ place: 2, depth: 2 });
  move(-1);
  settle();
  expect(closed).toEqual(["question"]);
  move(-1);
  settle();
  expect(closed).toEqual(["question", "sheet"]);
  expect(at().place).toBe(0);
});

test("S14: going back by two entries closes both, the upper one first", () => {
  const { open, settle, move } = visit();
  const closed: string[] = [];
  open("sheet", closed);
  open("question", closed);
  settle();
  move(-2);
  expect(closed).toEqual(["question", "sheet"]);
});

test("S14: what is closed otherwise takes its entry back, and going forward to it leads nowhere", () => {
  const { open, settle, move, at } = visit();
  const closed: string[] = [];
  const done = open("sheet", closed);
  settle();
  done();
  settle();
  expect(at().place).toBe(0);
  move(1);
  settle();
  expect(at().place).toBe(0);
  expect(closed).toEqual([]);
});

test("S14: one that takes the place of another keeps its entry", () => {
  const { open, settle, at } = visit();
  const closed: string[] = [];
  const done = open("menu", closed);
  settle();
  open("picker", closed);
  done();
  settle();
  expect(at()).toEqual({ place: 1, depth: 1 });
});

test("S14: a page that is loaded in the entry of a modal leaves it", () => {
  const { history, modals, settle, at } = visit();
  history.pushState({ modals: 1 });
  modals.follow();
  settle();
  expect(at().place).toBe(0);
});

test("S14: one that is opened while the history moves gets its entry afterwards", () => {
  const { open, settle, at, history } = visit();
  const done = open("first", []);
  settle();
  done();
  open("second", []);
  settle();
  expect(at().place).toBe(1);
  expect(history.state).toEqual({ modals: 1 });
});

test("S14: a page that is opened while the history moves is opened afterwards", () => {
  const { modals, open, settle, runDeferred, at } = visit();
  const opened: number[] = [];
  const done = open("sheet", []);
  settle();
  done();
  modals.whenStill(() => opened.push(at().place));
  expect(opened).toEqual([1]);
  settle();
  const next = open("sheet", []);
  settle();
  next();
  runDeferred();
  modals.whenStill(() => opened.push(at().place));
  expect(opened).toEqual([1]);
  settle();
  expect(opened).toEqual([1, 0]);
});
