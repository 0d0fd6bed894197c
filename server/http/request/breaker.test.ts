import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { FakeClock } from "../../testing/fake-clock.ts";
import { ClientAddresses } from "./client-address.ts";
import { ProxyHeaders } from "./proxy-headers.ts";
import { type LimitedAction, RATES, RateLimits, SHARED_RATES } from "./rate-limits.ts";

const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes);
const from = (visitor: number) => ({
  request: new Request("http://x/", { headers: { "x-forwarded-for": `198.51.${visitor >> 8}.${visitor & 255}` } }),
  server: null,
});

function createLimits() {
  const clock = new FakeClock();
  const settings = { addressBans: false, maxSocketsPerIpv4: 500, maxSocketsPerIpv6: 100 };
  const parts = { proxies: new ProxyHeaders("on"), random, banDigest: (text: string) => text };
  const limits = new RateLimits(clock.read, (text) => text, new ClientAddresses(parts, settings), { limits: true });
  /** Does it until it is refused, `most` times at most. @returns how often it was done */
  const times = (action: LimitedAction, visitor: number, most: number) => {
    let done = 0;
    while (done < most && limits.spend(action, from(visitor)) === undefined) done++;
    return done;
  };
  return { clock, limits, times };
}

const shared = Object.entries(SHARED_RATES) as [keyof typeof SHARED_RATES, { burst: number; perSecond: number }][];

test.each(shared)(
  "N48: %s: beyond what all together may do, each counts tenfold, and nobody is stopped",
  (action, rate) => {
    const { clock, times } = createLimits();
    const own = RATES[action].burst;
    // Each visitor does half of what they may.
    const many = rate.burst / (own / 2);
    for (let visitor = 0; visitor < many; visitor++) expect(times(action, visitor, own / 2)).toBe(own / 2);
    // The next one is what there is no allowance for.
    expect(times(action, 1000, 1)).toBe(1);
    for (const newcomer of [1001, 1002, 1003]) expect(times(action, newcomer, own)).toBe(own / 10);
    // Whoever has done much already has less left.
    expect(times(action, 0, own)).toBe(own / 20);
    clock.now += (rate.burst / rate.perSecond) * 1000;
    expect(times(action, 2000, 1)).toBe(1);
    expect(times(action, 2001, own)).toBe(own);
  },
);

test("N48, A9: what was refused after all counts toward nothing", async () => {
  const { limits, times } = createLimits();
  const taken = new Refusal("code_taken", "");
  for (let n = 0; n < 700; n++) expect(await limits.admit("rooms", from(n % 20), () => taken)).toBe(taken);
  expect(times("rooms", 50, 100)).toBe(RATES.rooms.burst);
});
