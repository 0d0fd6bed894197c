import { expect, test } from "bun:test";
import { join } from "node:path";
import { MISSES_PER_SERVER, OPEN_AT_A_TIME, RATES, SHARED_RATES } from "./rate-limits.ts";

type Rate = { readonly burst: number; readonly perSecond: number };

const WHAT: Readonly<Record<keyof typeof RATES, string>> = {
  sessions: "names for guests and guest sessions",
  rooms: "new rooms",
  lists: "lists that go through all rooms",
  misses: "room codes that don't exist",
  changes: "leaving, invites, owner links, changes of an account",
  accounts: "new accounts",
  logins: "tries to sign in",
  probes: "connection tests",
  sockets: "new sockets, from public addresses",
  turnedAway: "sockets beyond those allowed",
  reads: "pages of messages, members, files, rooms",
};
const OPEN_WHAT: Readonly<Record<keyof typeof OPEN_AT_A_TIME, string>> = {
  streams: "event streams",
  uploads: "files being sent",
  downloads: "files being read",
  probes: "sockets of the connection test",
};

const number = (value: number) => value.toLocaleString("en");
const rateText = ({ burst, perSecond }: Rate) =>
  `${number(burst)}, then ${perSecond < 1 ? `one in ${1 / perSecond} s` : `${number(perSecond)} a second`}`;

test("N61: the README's table has every rate and what a visitor may have open, as the server holds to them", async () => {
  const readme = await Bun.file(join(import.meta.dir, "../../../README.md")).text();
  const [, section = ""] = /\n### Limits\n([\s\S]*?)\n##/.exec(readme) ?? [];
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && !/^\| (What|---)/.test(line));
  const shared: Partial<Record<string, Rate>> = SHARED_RATES;
  const expected = [
    ...Object.entries(RATES as Record<keyof typeof RATES, Rate>).map(([action, rate]) => {
      const all = action === "misses" ? MISSES_PER_SERVER : shared[action];
      return `| ${WHAT[action as keyof typeof RATES]} | ${rateText(rate)} | ${all === undefined ? "" : rateText(all)} |`;
    }),
    ...Object.entries(OPEN_AT_A_TIME).map(
      ([kind, most]) => `| ${OPEN_WHAT[kind as keyof typeof OPEN_AT_A_TIME]} | ${most} at a time | |`,
    ),
  ];
  expect(rows.map((row) => row.replace(/\| +\|$/, "| |")).toSorted()).toEqual(
    expected.map((row) => row.replace(/\| +\|$/, "| |")).toSorted(),
  );
});
