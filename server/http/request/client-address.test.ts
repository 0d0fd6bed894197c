import { describe, expect, test } from "bun:test";
import { DAY_MS } from "#protocol/limits";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";
import { ClientAddresses } from "./client-address.ts";
import { ProxyHeaders } from "./proxy-headers.ts";
import { RATES } from "./rate-limits.ts";

const from = (address: string) => ({
  request: new Request("http://x/", { headers: { "x-forwarded-for": address } }),
  server: null,
});
const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes);
const create = (addressBans = true) =>
  new ClientAddresses(
    { proxies: new ProxyHeaders("on"), random, banDigest: (text) => `ban ${text}` },
    { addressBans, maxSocketsPerIpv4: 500, maxSocketsPerIpv6: 100 },
  );

describe("who limits count for", () => {
  const addresses = create();
  const digests = (address: string) => [addresses.digestOf(from(address)), addresses.holderDigestOf(from(address))];

  test("N47: a whole IPv4 address or an IPv6 /64, as digests that no two visitors share", () => {
    const seen = ["203.0.113.1", "203.0.113.2", "2001:db8:1:2::1", "2001:db8:1:3::1"].flatMap(digests);
    expect(new Set(seen).size).toBe(8);
    for (const digest of seen) expect(digest).toMatch(/^[\w-]{43}$/);
    expect(digests("2001:db8:1:2:ffff::9")).toEqual(digests("2001:db8:1:2::1"));
    expect(digests("::ffff:203.0.113.1")).toEqual(digests("203.0.113.1"));
  });

  test("N47: another run, and so another key, makes other digests of the same address; bans have their own", () => {
    const other = create();
    expect(other.digestOf(from("203.0.113.1"))).not.toBe(addresses.digestOf(from("203.0.113.1")));
    expect(other.holderDigestOf(from("203.0.113.1"))).not.toBe(addresses.holderDigestOf(from("203.0.113.1")));
    expect(other.banDigestOf(from("203.0.113.1"))).toBe("ban 203.0.113.1");
    expect(create(false).banDigestOf(from("203.0.113.1"))).toBeUndefined();
  });
});

test("N47: after a day a visitor has another digest, but what they hold is still theirs", async () => {
  await using server = await startTestServer({ TRUST_PROXY: "on" }, { clock: new FakeClock() });
  const { clientAddresses } = server.node;
  const client = from("203.0.113.1");
  const before = [clientAddresses.digestOf(client), clientAddresses.holderDigestOf(client)];
  server.advance(DAY_MS - 1000);
  expect([clientAddresses.digestOf(client), clientAddresses.holderDigestOf(client)]).toEqual(before);
  const days = new Set(before);
  for (let day = 0; day < 3; day++) {
    server.advance(day === 0 ? 2000 : DAY_MS);
    days.add(clientAddresses.digestOf(client));
    expect(clientAddresses.holderDigestOf(client)).toBe(before[1] as string);
  }
  expect(days.size).toBe(5);
});

test("N47: a new key gives nobody more than comes back within 5 minutes, and less than 1 % of a day", () => {
  const rates: Record<string, { burst: number; perSecond: number }> = RATES;
  for (const [action, { burst, perSecond }] of Object.entries(rates)) {
    expect([action, burst / perSecond <= 300, burst / (burst + perSecond * 86_400) < 0.01]).toEqual([
      action,
      true,
      true,
    ]);
  }
});
