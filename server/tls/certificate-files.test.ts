import { beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePair } from "../testing/certificates.ts";
import { CertificateFiles } from "./certificate-files.ts";

const DAY_MS = 86_400_000;
const [first, second] = [await makePair(["a.lan"]), await makePair(["B.lan", "c.lan"])];
let warnings: string[];
let folder: string;
let now: number;
beforeEach(() => {
  warnings = [];
  now = Date.now();
  folder = mkdtempSync(join(tmpdir(), "mayfly-cert-"));
  write(first);
});
const write = ({ cert, key }: { cert?: string; key?: string }) => {
  if (cert !== undefined) writeFileSync(join(folder, "cert.pem"), cert);
  if (key !== undefined) writeFileSync(join(folder, "key.pem"), key);
};
const open = (certFile = join(folder, "cert.pem")) =>
  new CertificateFiles({
    certFile,
    keyFile: join(folder, "key.pem"),
    clock: () => now,
    warn: (text) => warnings.push(text),
  });
/** Looks twice, after which a change has settled. */
const refresh = async (files: CertificateFiles) => (await files.refresh()) || (await files.refresh());

test("N16: a new pair is taken up once it stays the same, and its names with it", async () => {
  const files = open();
  expect(files.certificates).toEqual([expect.objectContaining({ cert: first.cert, key: first.key })]);
  expect(await refresh(files)).toBe(false);
  write({ cert: second.cert });
  expect(await files.refresh()).toBe(false);
  write({ key: second.key });
  expect(await files.refresh()).toBe(false);
  expect(await files.refresh()).toBe(true);
  expect(files.certificates).toEqual([expect.objectContaining({ cert: second.cert, key: second.key })]);
  expect(files.names).toEqual(["b.lan", "c.lan"]);
  expect(warnings).toEqual([]);
});

test("N16: a link that leads elsewhere is a change", async () => {
  const [link, other] = [join(folder, "live.pem"), join(folder, "other.pem")];
  symlinkSync(join(folder, "cert.pem"), link);
  const files = open(link);
  writeFileSync(other, second.cert);
  rmSync(link);
  symlinkSync(other, link);
  write({ key: second.key });
  expect(await refresh(files)).toBe(true);
});

const bad: [string, { cert?: string; key?: string }, string][] = [
  ["garbage", { cert: "garbage" }, "not a certificate in PEM"],
  ["nothing", { cert: "" }, "not a certificate in PEM"],
  ["half a certificate", { cert: first.cert.slice(0, 300) }, "not a certificate in PEM"],
  ["a chain with garbage", { cert: first.cert + first.cert.replace(/\n.{60}/, "\n") }, "not a certificate in PEM"],
  ["a key that is none", { key: "garbage" }, "not a private key in PEM"],
  ["another one's key", { key: second.key }, "the key doesn't belong to the certificate"],
];
test.each(bad)(
  "N16: %s stops the start; while it runs the pair before stays, and the log says so once",
  async (_, pair, problem) => {
    const files = open();
    const { certificates } = files;
    write(pair);
    for (let looks = 0; looks < 5; looks++) expect(await files.refresh()).toBe(false);
    expect(files.certificates).toEqual(certificates);
    expect(warnings).toEqual([`${problem}; the one before stays in use`]);
    expect(open).toThrow(problem);
    // Once it is right, it is taken up.
    write(second);
    expect(await refresh(files)).toBe(true);
  },
);

test("N16: files that go stay in use", async () => {
  const files = open();
  rmSync(join(folder, "key.pem"));
  expect(await refresh(files)).toBe(false);
  expect(warnings).toEqual(["the certificate or its key can't be read (ENOENT); the one before stays in use"]);
});

test("N16: a certificate whose time isn't now is used, and the log says so", () => {
  now -= 30 * DAY_MS;
  open();
  now += 300 * DAY_MS;
  open();
  expect(warnings).toEqual([
    "the certificate is not valid yet, by this machine's clock",
    "the certificate has expired, by this machine's clock",
  ]);
});
