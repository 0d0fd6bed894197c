import { expect, test } from "bun:test";
import { type Mark, wrapSelection } from "./wrap-selection.ts";

/** Returns the field after the key; square brackets stand around the selection, before and after. */
function press(field: string, mark: Mark): string {
  const from = field.indexOf("[");
  const to = field.indexOf("]") - 1;
  const value = field.replace(/[[\]]/g, "");
  const { selection, ...wrapped } = wrapSelection(value, from, to, mark);
  const after = value.slice(0, wrapped.from) + wrapped.text + value.slice(wrapped.to);
  return `${after.slice(0, selection[0])}[${after.slice(selection[0], selection[1])}]${after.slice(selection[1])}`;
}

test("M8: a mark is put around what is selected, and taken away again", () => {
  for (const mark of ["**", "*", "`"] as const) {
    const marked = press("say [it] so", mark);
    expect(marked).toBe(`say [${mark}it${mark}] so`);
    expect(press(marked, mark)).toBe("say [it] so");
    expect(press(`say ${mark}[it]${mark} so`, mark)).toBe("say [it] so");
  }
});

test("M8: with nothing selected the caret stands between the marks, and the same key takes them away", () => {
  expect(press("say []", "**")).toBe("say **[]**");
  expect(press("say **[]**", "**")).toBe("say []");
  expect(press("[]", "`")).toBe("`[]`");
});

test("M8: bold and italic are told apart", () => {
  expect(press("**[it]**", "*")).toBe("**[*it*]**");
  expect(press("***[it]***", "*")).toBe("**[it]**");
  expect(press("***[it]***", "**")).toBe("*[it]*");
  expect(press("[**it**]", "*")).toBe("[***it***]");
  expect(press("[***it***]", "**")).toBe("[*it*]");
  expect(press("*[it]*", "**")).toBe("*[**it**]*");
});

test("M8: marks stand at words, never at white space, and around each line by itself", () => {
  expect(press("say[ it ]so", "**")).toBe("say [**it**] so");
  expect(press("[one\n\ntwo]", "*")).toBe("[*one*\n\n*two*]");
  expect(press("[*one*\n\n*two*]", "*")).toBe("[one\n\ntwo]");
  expect(press("[- one\n> two]", "**")).toBe("[- **one**\n> **two**]");
});

test("M8: several lines of code get a fence", () => {
  expect(press("see [a\nb]", "`")).toBe("see \n[```\na\nb\n```]");
  expect(press("[a\nb\n]c", "`")).toBe("[```\na\nb\n```\n]c");
});
