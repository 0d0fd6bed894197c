import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AVATARS } from "#protocol/avatars";
import { isAvatar } from "#protocol/names";
import { avatarUrl } from "./avatars.ts";

const ART = join(import.meta.dir, "art");

test("there is a drawing for every avatar and an avatar for every drawing", () => {
  const drawn = readdirSync(ART).map((file) => file.replace(/\.svg$/, ""));
  expect(drawn.sort()).toEqual([...AVATARS].sort());
  expect(AVATARS).toHaveLength(16);
});

test("every id is valid in the protocol and has the address of its file", () => {
  for (const id of AVATARS) {
    expect(isAvatar(id)).toBe(true);
    expect(fileURLToPath(avatarUrl(id) ?? "")).toBe(join(ART, `${id}.svg`));
  }
});

test("no avatar, or an unknown one, has no address", () => {
  expect(avatarUrl(null)).toBeUndefined();
  expect(avatarUrl("dragon")).toBeUndefined();
  expect(avatarUrl("constructor")).toBeUndefined();
});

test("a drawing is small and has nothing that a strict content security policy forbids", () => {
  for (const id of AVATARS) {
    const svg = readFileSync(join(ART, `${id}.svg`), "utf8");
    expect(svg.length).toBeLessThanOrEqual(1500);
    expect(svg).toStartWith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">');
    expect(svg).not.toMatch(/<script|<style|\son\w+=|style=|\sid=|href/);
  }
});
