import { describe, expect, test } from "bun:test";
import { encode } from "uqr";
import { drawQrCodes } from "./qr-codes.ts";

const server = { caption: "Scan to open Mayfly", url: "http://192.168.1.20:8080/" };
const admin = {
  caption: "Scan to become an administrator",
  url: `http://192.168.1.20:8080/#admin=${"k7pq-".repeat(5)}`,
};
const LIGHT = "\u001b[38;5;231m";
const LIGHT_ON_DARK = "\u001b[38;5;231;48;5;16m";

/** Returns a code's modules as a camera sees them, true for dark ones. @param lines of one code, two modules a character */
function modulesOf(lines: readonly string[], size: number): boolean[][] {
  const rows = lines.flatMap((line) => {
    const characters = [...line.padEnd(size)].slice(0, size);
    return [characters.map((one) => " ▄".includes(one)), characters.map((one) => " ▀".includes(one))];
  });
  return rows.slice(0, size);
}

/** Returns the drawn lines without captions, colours and indent. */
const plain = (lines: readonly string[]) => lines.slice(1).map((line) => Bun.stripANSI(line).slice(2));

describe("QR codes in a terminal", () => {
  test("C4: a code is drawn light on dark, with its caption and the border that cameras need", () => {
    const lines = drawQrCodes([server], 80);
    const { data, size } = encode(server.url, { border: 2 });
    expect(lines[0]).toBe("  Scan to open Mayfly");
    for (const line of lines.slice(1, -1)) expect(line).toStartWith(`  ${LIGHT_ON_DARK}`);
    expect(lines.at(-1)).toStartWith(`  ${LIGHT}▀`);
    expect(modulesOf(plain(lines), size)).toEqual(data);
  });

  test("C9: two codes stand beside each other, each whole, although one is higher", () => {
    const lines = drawQrCodes([server, admin], 80);
    const [first, second] = [server, admin].map(({ url }) => encode(url, { border: 2 }));
    if (first === undefined || second === undefined) throw new Error("no codes");
    expect(second.size).toBeGreaterThan(first.size);
    const ofFirst = plain(lines).slice(0, Math.ceil(first.size / 2));
    expect(modulesOf(ofFirst, first.size)).toEqual(first.data);
    const ofSecond = plain(lines).map((line) => line.slice(first.size + 3));
    expect(modulesOf(ofSecond, second.size)).toEqual(second.data);
    expect(Math.max(...lines.map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(80);
  });

  test("C9: only the first one is drawn where there is no room for both, and none where it would wrap", () => {
    const width = 2 + encode(server.url, { border: 2 }).size;
    const both = width + 3 + encode(admin.url, { border: 2 }).size;
    expect(drawQrCodes([server, admin], both)[0]).toContain("administrator");
    expect(drawQrCodes([server, admin], both - 1)).toEqual(drawQrCodes([server], 80));
    expect(drawQrCodes([server, admin], width)).toEqual(drawQrCodes([server], 80));
    expect(drawQrCodes([server, admin], width - 1)).toEqual([]);
  });
});
