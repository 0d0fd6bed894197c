import { beforeEach, describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { NetworkInterfaceInfo } from "node:os";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePair, openssl, verify } from "../testing/certificates.ts";
import { CertificateFolder } from "./certificate-folder.ts";
import { certificateNames } from "./certificate-names.ts";
import { LocalCertificates } from "./local-certificates.ts";
import { makeCa, makeLeaves } from "./make-certificates.ts";

const DAY_MS = 86_400_000;
const at = (address: string) => ({ address }) as NetworkInterfaceInfo;
const NAMES = ["localhost", "pi.local", "pi.lan", "pi.home.arpa", "pi.internal"];

let now: number;
let warnings: string[];
let folder: string;
let interfaces: Record<string, NetworkInterfaceInfo[]>;
beforeEach(() => {
  now = Date.now();
  warnings = [];
  folder = join(mkdtempSync(join(tmpdir(), "mayfly-ca-")), "mayfly.db-ca");
  interfaces = { lo: [at("127.0.0.1"), at("::1")], eth0: [at("192.168.1.20"), at("fe80::1"), at("203.0.113.7")] };
});
const open = (added: readonly string[] = [], isKept = true) =>
  LocalCertificates.open({
    folder: isKept ? new CertificateFolder(folder, (text) => void warnings.push(text)) : undefined,
    names: () => certificateNames({ hostname: "pi", interfaces }, added),
    clock: () => now,
    label: 'The "odd", name=x + 客厅',
    warn: (text) => void warnings.push(text),
  });
const alternativeNames = (certificates: LocalCertificates) =>
  certificates.certificates.map(({ cert }) => new X509Certificate(`${cert}`).subjectAltName?.split(", "));

describe("the CA", () => {
  test("N10: is for ten years, signs servers alone and no CA, and is held to local names and addresses", async () => {
    const { certificate } = await open();
    const file = join(folder, "test.pem");
    writeFileSync(file, certificate);
    const { text } = openssl("x509", "-in", file, "-noout", "-text");
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0\n/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(text).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication\n/);
    expect(text).toMatch(/Name Constraints: critical\s+Permitted:/);
    const constraints = [...text.matchAll(/^ +(DNS|IP):(.+)$/gm)].map(([, , value]) => value);
    expect(constraints).toEqual([
      ...["local", "lan", "home.arpa", "internal", "localhost", "127.0.0.0/255.0.0.0"],
      "0:0:0:0:0:0:0:1/FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF",
      ...["10.0.0.0/255.0.0.0", "172.16.0.0/255.240.0.0", "192.168.0.0/255.255.0.0", "169.254.0.0/255.255.0.0"],
      ...["FC00:0:0:0:0:0:0:0/FE00:0:0:0:0:0:0:0", "FE80:0:0:0:0:0:0:0/FFC0:0:0:0:0:0:0:0"],
    ]);
    const years = (Date.parse(new X509Certificate(certificate).validTo) - now) / DAY_MS / 365;
    expect(Math.round(years)).toBe(10);
  });

  test("N10: OpenSSL takes local names and addresses by it, and refuses public ones", async () => {
    const ca = await makeCa(now, "test");
    const sign = async (names: string[], addresses: string[] = []) =>
      (await makeLeaves(ca, { names, addresses }, now)).forAddresses;
    const good = await sign(["localhost", "nas.local", "a.b.home.arpa"], ["10.1.2.3", "fd00::1", "::1", "fe80::1"]);
    expect(verify(ca.cert, good)).toMatchObject({ isOk: true });
    expect(verify(ca.cert, good, "-verify_hostname", "nas.local")).toMatchObject({ isOk: true });
    expect(verify(ca.cert, good, "-verify_ip", "10.1.2.3")).toMatchObject({ isOk: true });
    const bad: [string[], string[]][] = [
      [["example.org"], []],
      [["nas.local", "www.example.org"], []],
      [["nas"], []],
      [["localhost"], ["203.0.113.7"]],
      [["localhost"], ["2001:db8::1"]],
    ];
    for (const [names, addresses] of bad) {
      const { isOk, text } = verify(ca.cert, await sign(names, addresses));
      expect([names, isOk, text]).toEqual([names, false, expect.stringContaining("permitted subtree violation")]);
    }
  });
});

describe("the certificates", () => {
  test("N11: one for names alone and one with addresses, of every local name and private address", async () => {
    const certificates = await open(["chat.home.arpa", "10.9.9.9", "FD00::5", "192.168.1.20"]);
    const names = [...NAMES, "chat.home.arpa"].map((name) => `DNS:${name}`);
    const addresses = ["127.0.0.1", "0:0:0:0:0:0:0:1", "192.168.1.20", "10.9.9.9", "FD00:0:0:0:0:0:0:5"];
    expect(alternativeNames(certificates)).toEqual([
      [...names, ...addresses.map((address) => `IP Address:${address}`)],
      ...names.map(() => names),
    ]);
    expect(certificates.certificates.map(({ serverName }) => serverName)).toEqual([
      undefined,
      ...[...NAMES, "chat.home.arpa"],
    ]);
    for (const { cert } of certificates.certificates) {
      expect(verify(certificates.certificate, `${cert}`)).toMatchObject({ isOk: true });
      expect(Date.parse(new X509Certificate(`${cert}`).validTo)).toBeLessThanOrEqual(now + 90 * DAY_MS);
    }
  });

  test("N11: forty interfaces, some without an address, and a name of which nothing is left", async () => {
    interfaces = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`eth${n}`, n % 9 ? [at(`10.0.${n}.1`)] : []]),
    );
    const certificates = await LocalCertificates.open({
      folder: undefined,
      names: () => certificateNames({ hostname: "客厅", interfaces }, []),
      clock: () => now,
      label: "客厅".repeat(50),
      warn: () => {},
    });
    expect(certificates.names).toEqual(["localhost"]);
    expect(alternativeNames(certificates)[0]).toHaveLength(1 + 2 + 35);
    const { cert } = certificates.certificates[0] ?? {};
    expect(verify(certificates.certificate, `${cert}`)).toMatchObject({ isOk: true });
  });

  test("N11: are made anew for another address and after 60 days, by the same CA; an address that goes changes nothing", async () => {
    const certificates = await open();
    const { fingerprint } = certificates;
    expect(await certificates.refresh()).toBe(false);
    interfaces.eth0 = [];
    expect(await certificates.refresh()).toBe(false);
    interfaces.wlan0 = [at("10.0.0.7")];
    expect(await certificates.refresh()).toBe(true);
    expect(alternativeNames(certificates)[0]).toContain("IP Address:10.0.0.7");
    expect(await certificates.refresh()).toBe(false);
    now += 58 * DAY_MS;
    expect(await certificates.refresh()).toBe(false);
    now += 2 * DAY_MS;
    expect(await certificates.refresh()).toBe(true);
    expect(certificates.fingerprint).toBe(fingerprint);
    expect(warnings).toEqual([]);
  });
});

describe("the folder", () => {
  test("N12: is readable by its owner alone, and the next start uses what is in it", async () => {
    const first = await open();
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect([mode(folder), mode(join(folder, "ca.pem")), mode(join(folder, "server.pem"))]).toEqual([
      0o700, 0o600, 0o600,
    ]);
    const second = await open();
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(second.certificates).toEqual(first.certificates);
    expect(second.isKept).toBe(true);
  });

  test("N12: without one, each run has a CA of its own", async () => {
    const [first, second] = [await open([], false), await open([], false)];
    expect(first.fingerprint).not.toBe(second.fingerprint);
    expect([first.isKept, existsSync(folder)]).toEqual([false, false]);
  });

  const damages: [string, (ca: string) => string | Promise<string>][] = [
    ["empty", () => ""],
    ["half", (ca) => ca.slice(0, ca.length / 2)],
    ["without its key", (ca) => ca.slice(ca.indexOf("-----BEGIN CERT"))],
    ["with another key", async (ca) => (await makePair(["a.lan"])).key + ca.slice(ca.indexOf("-----BEGIN CERT"))],
    [
      "no CA",
      async () =>
        Object.values(await makePair(["a.lan"]))
          .slice(0, 2)
          .join(""),
    ],
  ];
  test.each(damages)("N12: a CA that is %s stops the start and stays as it is", async (_, damage) => {
    await open();
    const file = join(folder, "ca.pem");
    const damaged = await damage(readFileSync(file, "utf8"));
    writeFileSync(file, damaged);
    await expect(open()).rejects.toThrow(`${file} is damaged; move it away to get a new CA`);
    expect(readFileSync(file, "utf8")).toBe(damaged);
  });

  test("N12: a CA that can't be read or written stops the start, and its file is named", async () => {
    mkdirSync(join(folder, "ca.pem"), { recursive: true });
    await expect(open()).rejects.toThrow(`${join(folder, "ca.pem")} can't be read (EISDIR)`);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "in its place");
    await expect(open()).rejects.toThrow(/ca\.pem can't be read \(ENOTDIR\)/);
  });

  test("N12: certificates that are damaged, of another CA, or whose folder is full are no trouble", async () => {
    const first = await open();
    const file = join(folder, "server.pem");
    for (const damaged of ["", "garbage", readFileSync(file, "utf8").slice(0, 900)]) {
      writeFileSync(file, damaged);
      const { fingerprint, certificates } = await open();
      expect(fingerprint).toBe(first.fingerprint);
      expect(verify(first.certificate, `${certificates[0]?.cert}`)).toMatchObject({ isOk: true });
    }
    rmSync(join(folder, "ca.pem"));
    const other = await open();
    expect(verify(other.certificate, `${other.certificates[0]?.cert}`)).toMatchObject({ isOk: true });
    // While it runs, what can't be written is used all the same, and said once.
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "in its place");
    for (const address of ["10.0.0.1", "10.0.0.2"]) {
      interfaces.eth1 = [at(address)];
      expect(await other.refresh()).toBe(true);
    }
    expect(warnings).toEqual([expect.stringContaining("server.pem can't be written")]);
  });

  test("N12: a key that others could read is closed to them, and the log says so", async () => {
    await open();
    const file = join(folder, "ca.pem");
    chmodSync(file, 0o644);
    await open();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining(`the key of the CA in ${file} could be read by other users`)]);
    await open();
    expect(warnings).toHaveLength(1);
  });

  test("N12: a clock that is behind the CA keeps it; the certificates begin with it, and are made anew once the clock is right", async () => {
    const { fingerprint } = await open();
    rmSync(join(folder, "server.pem"));
    now -= 20_000 * DAY_MS;
    const certificates = await open();
    expect(certificates.fingerprint).toBe(fingerprint);
    expect(warnings).toEqual([expect.stringContaining("the clock of this machine is earlier than the CA")]);
    expect(await certificates.refresh()).toBe(false);
    now += 20_100 * DAY_MS;
    expect(await certificates.refresh()).toBe(true);
    expect(certificates.fingerprint).toBe(fingerprint);
  });

  test("N12: a CA that has ended is replaced, at a start and while it runs", async () => {
    const first = await open();
    const old = first.fingerprint;
    now += 3_651 * DAY_MS;
    expect(await first.refresh()).toBe(true);
    expect(first.fingerprint).not.toBe(old);
    const renewed = first.fingerprint;
    expect((await open()).fingerprint).toBe(renewed);
    now += 3_651 * DAY_MS;
    expect((await open()).fingerprint).not.toBe(renewed);
    expect(warnings).toEqual(Array(2).fill("the CA has reached its end; install the new one"));
  });
});
