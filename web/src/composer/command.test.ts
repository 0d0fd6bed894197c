import { expect, test } from "bun:test";
import { plainTextOf } from "../message/markdown/plain-text.ts";
import { commandOf, completeCommand, messageOfCommand } from "./command.ts";

test("M7: a slash and a word are a command; paths, two slashes and anything else are not", () => {
  expect(commandOf("/help")).toBe("/help");
  expect(commandOf("/nick Bob")).toBe("/nick");
  expect(commandOf("/hilfe\nbitte")).toBe("/hilfe");
  expect(commandOf("/помощь мне")).toBe("/помощь");
  const texts = [
    "/etc/hosts",
    "/usr/bin is full",
    "//",
    "// todo",
    "/",
    "/ a",
    "/5 people",
    "/o\\",
    "a /help",
    " /help",
  ];
  for (const text of texts) expect([text, commandOf(text)]).toEqual([text, undefined]);
});

test("M7: /me is said in italics, whatever marks stand in it", () => {
  expect(messageOfCommand("/me waves")).toBe("_waves_");
  expect(messageOfCommand("/ME  waves at @Ada ")).toBe("_waves at @Ada_");
  expect(messageOfCommand("/me waves _wildly_")).toBe("*waves _wildly_*");
  expect(messageOfCommand("/me sits\n\nand waits")).toBe("_sits_\n\n_and waits_");
  expect(plainTextOf(messageOfCommand("/me likes `/me` and **bold**") ?? "")).toBe("likes /me and bold");
});

test("M7: /shrug stands after what is said, and alone", () => {
  expect(messageOfCommand("/shrug")).toBe("¯\\_(ツ)_/¯");
  expect(messageOfCommand("/shrug who knows")).toBe("who knows ¯\\_(ツ)_/¯");
  expect(plainTextOf("who knows ¯\\_(ツ)_/¯")).toBe("who knows ¯\\_(ツ)_/¯");
});

test("M7: an unknown command, or one that says nothing, stands for no message", () => {
  for (const text of ["/help", "/nick Bob", "/me", "/me  ", "/meow", "/shrugs"])
    expect([text, messageOfCommand(text)]).toEqual([text, undefined]);
});

test("M7: commands are suggested for the first word alone", () => {
  expect(completeCommand("/", 1)).toEqual(["/me", "/shrug"]);
  expect(completeCommand("/S", 2)).toEqual(["/shrug"]);
  expect(completeCommand("/me", 3)).toEqual(["/me"]);
  for (const text of ["/shrug", "/help"]) expect(completeCommand(text, text.length)).toEqual([]);
  for (const text of ["", "/me ", "a /", "/etc/", "//"]) expect(completeCommand(text, text.length)).toBeUndefined();
  expect(completeCommand("/me", 1)).toBeUndefined();
});
