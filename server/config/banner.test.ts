import { describe, expect, test } from "bun:test";
import { announcedText, type BannerFacts, banner } from "./banner.ts";
import { drawQrCodes } from "./qr-codes.ts";
import type { ReachableAddresses } from "./reachable-addresses.ts";

const machine: ReachableAddresses = {
  local: "http://localhost:8080/",
  network: ["http://192.168.1.20:8080/", "http://203.0.113.7:8080/"],
  lan: "http://192.168.1.20:8080/",
  public: undefined,
  containerPort: undefined,
  best: "http://192.168.1.20:8080/",
};
const site: ReachableAddresses = { ...machine, public: "https://example.org/", best: "https://example.org/" };
const container: ReachableAddresses = {
  local: undefined,
  network: [],
  lan: undefined,
  public: undefined,
  containerPort: 8080,
  best: "http://YOUR-SERVER:8080/",
};
const terminal = { columns: 80 };
const print = (facts: Partial<BannerFacts> = {}) =>
  banner({ version: "0.1.0", addresses: machine, terminal: undefined, ...facts });
const codeOf = (url: string, caption = "Scan to open Mayfly") => drawQrCodes([{ caption, url }], 80).join("\n");

describe("addresses", () => {
  test("C4: each is printed once", () => {
    for (const addresses of [machine, site]) {
      const text = print({ addresses });
      for (const url of [addresses.local, ...addresses.network, addresses.public]) {
        if (url !== undefined) expect([url, text.split(`${url}\n`).length]).toEqual([url, 2]);
      }
    }
  });

  test("C4: the public one comes first, and the others aren't said to be for people", () => {
    expect(print({ addresses: site })).toContain(
      "  For everyone     https://example.org/\n  Listens at       http://localhost:8080/\n",
    );
    expect(print({ addresses: site })).not.toContain("On your network");
  });

  test("C4: the public or else the LAN address is drawn, on a terminal only", () => {
    expect(print({ terminal })).toContain(codeOf("http://192.168.1.20:8080/"));
    expect(print({ terminal, addresses: site })).toContain(codeOf("https://example.org/"));
    for (const facts of [{}, { addresses: site }, { terminal, addresses: { ...machine, lan: undefined } }]) {
      expect(print(facts)).not.toContain("█");
    }
  });

  const secure = {
    local: "https://localhost:8443/",
    network: ["https://192.168.1.20:8443/", "https://203.0.113.7:8443/"],
    port: 8443,
  };

  test("C15: whose terms are agreed to is printed, and that https waits for the certificate", () => {
    const acme = { directory: "https://ca.example.org/directory", isWaiting: true };
    const waiting = print({ addresses: { ...site, secure }, acme });
    expect(waiting).toContain(
      "  By --tls auto you agree to the terms of the CA, ca.example.org.\n  Until it has issued",
    );
    expect(print({ acme: { ...acme, isWaiting: false } })).not.toContain("Until it has issued");
  });

  test("N14: https is printed beside http, for each address", () => {
    expect(print({ addresses: { ...machine, secure } })).toContain(`
  On this machine  http://localhost:8080/
                   https://localhost:8443/
  On your network  http://192.168.1.20:8080/
                   https://192.168.1.20:8443/
                   http://203.0.113.7:8080/
                   https://203.0.113.7:8443/
`);
    expect(print({ addresses: { ...site, secure } })).toContain("https://192.168.1.20:8443/\n");
    expect(print({ addresses: { ...container, secure: { local: undefined, network: [], port: 8443 } } })).toContain(
      "publish port 8080 and 8443, as with -p 8080:8080 -p 8443:8443,\n",
    );
  });

  test("N26: those by the name on the local network, in the same columns, with the name that is taken", () => {
    const urls = ["http://mayfly-2.local:8080/", "https://mayfly-2.local:8443/"];
    expect(announcedText(urls, "mayfly")).toBe(`
  By name          http://mayfly-2.local:8080/
                   https://mayfly-2.local:8443/
  Another device or server here is mayfly.local.`);
    expect(announcedText(urls, undefined)).not.toContain("Another");
  });

  test("N13: the fingerprint of the CA is printed, with the address of its page, in 80 columns", () => {
    const fingerprint = Array.from({ length: 32 }, (_, n) => n.toString(16).toUpperCase().padStart(2, "0")).join(":");
    const text = print({ addresses: { ...machine, secure }, ca: { fingerprint, isKept: true } });
    expect(text).toContain("http://192.168.1.20:8080/ca\n");
    expect(text).toContain("00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F\n");
    expect(text).toContain(" 10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F\n");
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
    const oneRun = print({ addresses: machine, ca: { fingerprint, isKept: false } });
    expect(oneRun).not.toContain("00:01");
    expect(oneRun).toContain("Set MAYFLY_DATA to keep a CA");
  });

  test("C8: a container's port is named, and no address that leads nowhere is drawn", () => {
    const text = print({ addresses: container, terminal });
    expect(text).toContain("publish port 8080, as with -p 8080:8080,\n");
    expect(text).toContain("then open http://YOUR-SERVER:8080/\n");
    expect(text).not.toContain("█");
    expect(text).not.toContain("localhost");
  });

  test("C8: with the public address it is that one, with its code", () => {
    const url = "https://example.org/";
    const text = print({ addresses: { ...container, public: url, best: url }, terminal });
    expect(text).toContain(`For everyone     ${url}\n  Listens at       port 8080 of this container\n`);
    expect(text).toContain(codeOf(url));
    expect(text).not.toContain("YOUR-SERVER");
  });
});

describe("the first administrator", () => {
  const facts = { data: "a.db", needsAdmin: true, adminCode: "abcd-efgh" };
  const link = "http://192.168.1.20:8080/#admin=abcd-efgh";

  test("U11 C9: gets a link on a terminal while there is none, beside the first QR code its own", () => {
    const text = print({ ...facts, terminal });
    expect(text).toContain(`  No administrator yet. Create an account with this link to become one:\n  ${link}\n`);
    const codes = [
      { caption: "Scan to open Mayfly", url: machine.best },
      { caption: "Scan to become an administrator", url: link },
    ];
    expect(text).toContain(drawQrCodes(codes, 80).join("\n"));
    expect(print({ terminal, data: "a.db" })).not.toContain("dministrator");
  });

  test("C9: in a container the link has a placeholder, and no code that leads nowhere", () => {
    const text = print({ ...facts, terminal, addresses: container });
    expect(text).toContain("  http://YOUR-SERVER:8080/#admin=abcd-efgh\n");
    expect(text).not.toContain("█");
  });

  test("U11: elsewhere it is said how to get a code, and none is printed", () => {
    const text = print(facts);
    expect(text).toContain("`mayfly invite`");
    expect(text).not.toContain("abcd-efgh");
  });
});

test("U12 C9: the operator's token is shown with the address it is for, on a terminal only", () => {
  const text = print({ terminal, operatorToken: "drawn0token" });
  expect(text).toContain("at http://192.168.1.20:8080/admin with");
  expect(text).toContain("\n  drawn0token\n");
  expect(print({ operatorToken: "drawn0token" })).not.toMatch(/drawn0token|admin/);
});

test("C11: the end of a server that has one is printed, wherever the output goes", () => {
  const endsAt = Date.UTC(2026, 0, 2, 3, 4, 5);
  expect(print({ endsAt })).toContain("ends at 2026-01-02T03:04:05.000Z.");
  expect(print({ endsAt: Number.POSITIVE_INFINITY })).not.toContain("ends at");
});

describe("the first room", () => {
  const room = { title: "Game night", code: "k7pq-2mfx", ownerKey: "secret-key" };
  const url = "http://192.168.1.20:8080/k7pq-2mfx";

  test("C10: its address is printed, and drawn in place of the server's", () => {
    const text = print({ terminal, room });
    expect(text).toContain(`  Room "Game night"\n  ${url}\n`);
    expect(text).toContain(codeOf(url, "Scan to join the room"));
    expect(text).not.toContain("Scan to open Mayfly");
    expect(print({ room, addresses: container })).toContain("  http://YOUR-SERVER:8080/k7pq-2mfx\n");
  });

  test("C9: no code of the administrator's link is drawn beside it, for guests scan it", () => {
    const text = print({ terminal, room, data: "a.db", needsAdmin: true, adminCode: "abcd-efgh" });
    expect(text).toContain("/#admin=abcd-efgh\n");
    expect(text).toContain(codeOf(url, "Scan to join the room"));
    expect(text).not.toContain("Scan to become");
  });

  test("C10: its owner link is printed on a terminal only, and only when it was created", () => {
    expect(print({ terminal, room })).toContain(`  ${url}#key=secret-key\n`);
    expect(print({ room })).not.toMatch(/#key|owner/i);
    const again = print({ terminal, room: { ...room, ownerKey: undefined } });
    expect(again).toContain("The owner link is shown only when a room is created.");
    expect(again).not.toContain("#key");
  });

  test("C10: why it couldn't be created is said, and the server's address is drawn", () => {
    const text = print({
      terminal,
      room: { title: "Game night", problem: "Not saved: the server has a disk problem." },
    });
    expect(text).toContain(`Room "Game night" couldn't be created. Not saved: the server has a disk problem.\n`);
    expect(text).toContain(codeOf(machine.best));
  });
});
