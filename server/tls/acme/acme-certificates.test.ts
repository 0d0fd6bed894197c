// Certificates by ACME, from a CA that checks all that one on the internet checks.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHttpsRedirect } from "../../http/https-redirect.ts";
import { acmeRefusal, type FakeAcmeServer, startFakeAcmeServer } from "../../testing/fake-acme-server.ts";
import { checkPair } from "../pem.ts";
import { type AcmeCertificateOptions, AcmeCertificates } from "./acme-certificates.ts";
import { AcmeFolder, acmeFolderOf } from "./acme-folder.ts";
import { acmeSubjects } from "./acme-subjects.ts";

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
const NAME = "chat.example.org";
const oneName = { names: [NAME], addresses: [] as string[] };

let now: number;
let folder: string;
let ca: FakeAcmeServer;
let warnings: string[];
let told: string[];
/** Who answers to the CA's checks. */
let current: AcmeCertificates | undefined;
let front: Bun.Server<undefined>;

beforeEach(async () => {
  now = Date.now();
  [warnings, told, current] = [[], [], undefined];
  folder = join(mkdtempSync(join(tmpdir(), "mayfly-acme-")), "mayfly.db-acme");
  const answer = createHttpsRedirect({
    basePath: "/",
    challengeAnswer: (token) => current?.challengeAnswer(token),
    secureHost: () => undefined,
  });
  front = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => answer(request) ?? new Response("page") });
  ca = await startFakeAcmeServer(
    () => Number(front.port),
    () => now,
  );
});
afterEach(async () => {
  await front.stop(true);
  await ca.stop();
  rmSync(join(folder, ".."), { recursive: true });
});

const warn = (problem: string) => void warnings.push(problem);
function open(options: Partial<AcmeCertificateOptions> = {}, directory = ca.directory): AcmeCertificates {
  current = new AcmeCertificates({
    folder: new AcmeFolder(folder, directory, warn),
    directory,
    email: undefined,
    subjects: () => oneName,
    userAgent: "Mayfly/0.0.0-test",
    clock: () => now,
    wait: async () => undefined,
    warn,
    inform: (text) => void told.push(text),
    ...options,
  });
  return current;
}
const leafOf = ({ certificates }: AcmeCertificates) => new X509Certificate(String(certificates[0]?.cert));
const count = (path: string) => ca.requests.filter((each) => each === path).length;
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("a certificate", () => {
  test("N19, N21, C15: is got for the name, with its chain, and kept for its owner alone; no restart asks again", async () => {
    const acme = open({ email: "admin@example.org" });
    expect(acme.certificates).toEqual([]);
    expect(await acme.refresh()).toBe(true);
    const [pair] = acme.certificates as { cert: string; key: string }[];
    expect(checkPair(pair ?? { cert: "", key: "" })).toBeInstanceOf(X509Certificate);
    expect(acme.subjects).toEqual(oneName);
    const [leaf, intermediate, ...others] = (pair?.cert.match(/-----BEGIN[\s\S]+?END CERTIFICATE-----/g) ?? []).map(
      (pem) => new X509Certificate(pem),
    );
    expect(others).toEqual([]);
    expect(leaf?.checkIssued(intermediate as X509Certificate)).toBe(true);
    expect(intermediate?.checkIssued(new X509Certificate(ca.root))).toBe(true);
    // What names have no address for gets no special profile.
    expect(ca.orders).toMatchObject([{ identifiers: [{ type: "dns", value: NAME }], profile: undefined }]);
    expect([...ca.accounts.values()]).toMatchObject([{ contact: ["mailto:admin@example.org"] }]);
    expect(told).toEqual([expect.stringContaining(`its terms are agreed to: ${new URL(ca.directory).origin}/terms`)]);

    expect(mode(folder)).toBe("700");
    const files = readdirSync(folder).sort();
    expect(files).toEqual([`127.0.0.1-${new URL(ca.directory).port}.pem`, "account.pem"]);
    expect(files.map((file) => mode(join(folder, file)))).toEqual(["600", "600"]);
    expect(acmeFolderOf("/data/mayfly.db")).toBe("/data/mayfly.db-acme");
    const asked = ca.requests.length;
    const again = open();
    expect(again.certificates).toEqual(acme.certificates);
    expect(await again.refresh()).toBe(false);
    expect(ca.requests).toHaveLength(asked);
    expect(warnings).toEqual([]);
    for (const token of ca.tokens) expect(acme.challengeAnswer(token)).toBeUndefined();
  });

  test("N19: for an address, the CA's profile for addresses is asked for, and none of a CA without one", async () => {
    const subjects = () => acmeSubjects(["2001:0DB8:0::7", NAME], "::", () => ({}));
    const acme = open({ subjects });
    expect(await acme.refresh()).toBe(true);
    expect(acme.subjects).toEqual({ names: [NAME], addresses: ["2001:db8::7"] });
    expect(ca.orders).toMatchObject([{ profile: "shortlived" }]);
    const { validFrom, validTo } = leafOf(acme);
    expect(Date.parse(validTo) - Date.parse(validFrom)).toBe(160 * HOUR_MS);
    ca.profiles = undefined;
    now += 90 * HOUR_MS;
    expect(await acme.refresh()).toBe(true);
    expect(ca.orders[1]).toMatchObject({ profile: undefined });
  });

  test("N21: another CA's is another one; one that can't be used, and a key that is none, are made anew", async () => {
    const tried = open();
    await tried.refresh();
    await using real = await startFakeAcmeServer(
      () => Number(front.port),
      () => now,
    );
    const acme = open({}, real.directory);
    expect(acme.certificates).toEqual([]);
    expect(await acme.refresh()).toBe(true);
    expect(open().certificates).toEqual(tried.certificates);
    for (const file of readdirSync(folder)) writeFileSync(join(folder, file), "garbage");
    const after = open();
    expect(after.certificates).toEqual([]);
    expect(await after.refresh()).toBe(true);
    expect(ca.accounts.size).toBe(2);
  });

  test("N21: a key that others could read is closed to them, and the log says so", async () => {
    await open().refresh();
    const file = join(folder, `127.0.0.1-${new URL(ca.directory).port}.pem`);
    chmodSync(file, 0o644);
    open();
    expect(mode(file)).toBe("600");
    expect(warnings).toEqual([expect.stringContaining(`the key in ${file} could be read by other users`)]);
  });

  test("N22: is renewed when half of its time is over, with a new key and the same account", async () => {
    const acme = open();
    await acme.refresh();
    const { key } = acme.certificates[0] ?? {};
    now += 44 * DAY_MS;
    expect(await acme.refresh()).toBe(false);
    now += 1.1 * DAY_MS;
    expect(await acme.refresh()).toBe(true);
    expect(acme.certificates[0]?.key).not.toBe(key as string);
    expect(leafOf(acme).validFrom).toBe(
      new X509Certificate(readFileSync(join(folder, readdirSync(folder).sort()[0] ?? ""))).validFrom,
    );
    expect([ca.accounts.size, told.length]).toEqual([1, 1]);
    // The CA is told of an address for notices that is new to it.
    const other = open({ email: "new@example.org" });
    now += 46 * DAY_MS;
    expect(await other.refresh()).toBe(true);
    expect([...ca.accounts.values()]).toMatchObject([{ contact: ["mailto:new@example.org"] }]);
  });

  test("N22: to a clock that is fast, a new one seems old, and is not renewed at once; one that is set back keeps nobody waiting", async () => {
    ca.life = 8 * DAY_MS;
    ca.aheadMs = -5 * DAY_MS;
    const acme = open();
    expect(await acme.refresh()).toBe(true);
    expect(await acme.refresh()).toBe(false);
    now += 2 * DAY_MS;
    expect(await acme.refresh()).toBe(true);
    now += 3 * DAY_MS;
    current = undefined;
    expect(await acme.refresh()).toBe(false);
    current = acme;
    now -= HOUR_MS;
    expect(await acme.refresh()).toBe(true);
  });

  test("N22: is asked for anew when the server is to have other names, and kept while it has none", async () => {
    let subjects = oneName;
    const acme = open({ subjects: () => subjects });
    await acme.refresh();
    subjects = { names: [], addresses: [] };
    expect(await acme.refresh()).toBe(false);
    subjects = { names: [NAME, "www.example.org"], addresses: [] };
    expect(await acme.refresh()).toBe(true);
    expect(acme.subjects).toEqual(subjects);
  });
});

describe("a failure", () => {
  test("N22: is told with what the CA says, and the next try is later each time", async () => {
    const acme = open();
    current = undefined;
    const waits: number[] = [];
    for (let tries = 1; tries <= 9; tries++) {
      expect(await acme.refresh()).toBe(false);
      const [, minutes] = /Next try in (\d+) min$/.exec(warnings.at(-1) ?? "") ?? [];
      waits.push(Number(minutes));
      now += Number(minutes) * MINUTE_MS - 1;
      expect(await acme.refresh()).toBe(false);
      expect(ca.orders).toHaveLength(tries);
      now += 1;
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
    expect(warnings[0]).toBe(
      "no certificate yet: at port 80 of the name, something else answered the CA than this server; it says: 404. Next try in 5 min",
    );
    for (const token of ca.tokens) expect(acme.challengeAnswer(token)).toBeUndefined();
  });

  test("N22: leaves the one before in use", async () => {
    const acme = open();
    await acme.refresh();
    const { certificates } = acme;
    now += 60 * DAY_MS;
    current = undefined;
    expect(await acme.refresh()).toBe(false);
    expect(acme.certificates).toEqual(certificates);
    expect(warnings).toEqual([expect.stringContaining("no new certificate; the one before stays in use: ")]);
    // It doesn't take long once all is well again.
    current = acme;
    now += 5 * MINUTE_MS;
    expect(await acme.refresh()).toBe(true);
  });

  test("N22: nobody is asked before the CA says", async () => {
    ca.refusals.set("new-order", acmeRefusal("rateLimited", "too many certificates", { "retry-after": "7200" }));
    const acme = open();
    expect(await acme.refresh()).toBe(false);
    expect(warnings).toEqual([
      "no certificate yet: the CA issues no more for now; it says: too many certificates. Next try in 120 min",
    ]);
    const asked = ca.requests.length;
    now += 119 * MINUTE_MS;
    expect(await acme.refresh()).toBe(false);
    expect(ca.requests).toHaveLength(asked);
    now += MINUTE_MS;
    expect(await acme.refresh()).toBe(true);
  });

  const refused: [string, string, () => Response, string][] = [
    [
      "no directory",
      "directory",
      () => new Response("<h1>It works!</h1>"),
      "MAYFLY_ACME_DIRECTORY doesn't lead to the directory",
    ],
    [
      "an account by hand",
      "new-account",
      () => acmeRefusal("externalAccountRequired", "EAB"),
      "an account that was made by hand",
    ],
    [
      "a bad contact",
      "new-account",
      () => acmeRefusal("invalidContact", "no MX"),
      "refuses the address in MAYFLY_ACME_EMAIL; it says: no MX",
    ],
    [
      "a CAA record",
      "challenges",
      () => acmeRefusal("caa", "issue ;"),
      "a CAA record in the DNS keeps this CA from issuing",
    ],
    [
      "a problem that isn't known",
      "new-order",
      () => acmeRefusal("teapot", "a\n\u001b[31mb"),
      "the CA refuses it (teapot); it says: a [31mb",
    ],
    [
      "a page in place of a problem",
      "new-order",
      () => new Response("<html>", { status: 502 }),
      "the CA refuses it (502)",
    ],
    ["a certificate for others", "", () => new Response(), "the CA's certificate is for other names"],
  ];
  test.each(refused)("N22, N23: %s", async (_, path, response, words) => {
    if (path === "") ca.issuesForOthers = true;
    else ca.refusals.set(path, response());
    expect(await open().refresh()).toBe(false);
    expect(warnings).toEqual([expect.stringContaining(words)]);
  });

  test("N22: a CA that can't be reached is told as such", async () => {
    await ca.stop();
    expect(await open().refresh()).toBe(false);
    expect(warnings).toEqual([
      expect.stringMatching(/no certificate yet: the CA can't be reached \(\w+\)\. Next try in 5 min/),
    ]);
  });
});

test("N23: a nonce that is refused is replaced by the next, three times; each answer's is used", async () => {
  ca.badNonces = 3;
  const acme = open();
  expect(await acme.refresh()).toBe(true);
  expect(count("new-nonce")).toBe(1);
  ca.badNonces = 4;
  now += 60 * DAY_MS;
  expect(await acme.refresh()).toBe(false);
  expect(warnings).toEqual([expect.stringContaining("the CA refuses it (badNonce)")]);
});

test("N23: what takes the CA time is looked at again when it says, and not for ever", async () => {
  const waits: number[] = [];
  const acme = open({ wait: async (ms) => void waits.push(ms) });
  expect(await acme.refresh()).toBe(true);
  expect(waits).toContain(0);
  now += 60 * DAY_MS;
  ca.isStuck = true;
  expect(await acme.refresh()).toBe(false);
  expect(warnings).toEqual([expect.stringContaining("the CA takes too long")]);
  expect(waits.slice(-3)).toEqual([2000, 2000, 2000]);
});

test("N19: without a name, it is for the first public address this machine listens on", () => {
  const address = (text: string) => ({ address: text, family: text.includes(":") ? "IPv6" : "IPv4" }) as never;
  const interfaces = () => ({
    lo: [address("127.0.0.1"), address("::1")],
    eth0: [
      address("10.0.0.2"),
      address("100.64.0.9"),
      address("2001:db8::7"),
      address("203.0.113.9"),
      address("203.0.113.10"),
    ],
    eth1: [address("fe80::1"), address("fd00::1")],
  });
  const found = (host: string) => acmeSubjects([], host, interfaces).addresses;
  expect(found("0.0.0.0")).toEqual(["203.0.113.9"]);
  expect(found("::")).toEqual(["203.0.113.9"]);
  expect(found("203.0.113.10")).toEqual(["203.0.113.10"]);
  expect(found("10.0.0.2")).toEqual([]);
  expect(acmeSubjects([], "::", () => ({ eth0: [address("2001:db8:0:0::7")] })).addresses).toEqual(["2001:db8::7"]);
  expect(acmeSubjects([NAME, NAME, "203.0.113.9"], "::", interfaces)).toEqual({
    names: [NAME],
    addresses: ["203.0.113.9"],
  });
});
