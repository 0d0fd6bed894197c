import { expect, test } from "bun:test";
import { createOwnPrefixes } from "./own-prefixes.ts";

test("W22: the prefixes of this machine are its IPv4 addresses and the /64 of the others, read anew after a minute", () => {
  let now = 1_000_000;
  let addresses = ["203.0.113.5", "2001:db8:1:2:3::4", "fe80::1%eth0", "nonsense"];
  const ownPrefixes = createOwnPrefixes(
    () => addresses,
    () => now,
  );
  expect([...ownPrefixes()]).toEqual(["203.0.113.5", "2001:db8:1:2", "fe80:0:0:0"]);
  addresses = ["198.51.100.7"];
  now += 59_999;
  expect(ownPrefixes().size).toBe(3);
  now += 1;
  expect([...ownPrefixes()]).toEqual(["198.51.100.7"]);
  addresses = [];
  now -= 3_600_000;
  expect([...ownPrefixes()]).toEqual([]);
});
