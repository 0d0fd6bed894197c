// Browsers that deny or lack something: everything else works.
import { describe, expect, test } from "bun:test";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

/**
 * What the browsers lack, and the scripts that take it away before the page begins. Those of one browser have nothing to do
 * with each other: the page meets each as if it were the only one, and where it fails, its console says which.
 */
const BROWSERS: readonly Readonly<Record<string, string>>[] = [
  {
    "the storage, by throwing": `for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });`,
  },
  {
    "the storage, by having none": `for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, { get: () => null });`,
  },
  {
    "to read and write what is stored": `for (const name of ["getItem", "setItem", "removeItem", "key", "clear"])
      Storage.prototype[name] = () => { throw new Error("denied"); };
      Object.defineProperty(Storage.prototype, "length", { get() { throw new Error("denied"); } });`,
  },
  { "to read what is stored": `Storage.prototype.getItem = () => { throw new Error("denied"); };` },
  {
    "to give back what was stored": `const { getItem } = Storage.prototype;
      Storage.prototype.getItem = function (key) { return getItem.call(this, key) && "[null,1,{}]"; };`,
  },
  {
    "to keep apart what others stored": `const { getItem } = Storage.prototype;
      Storage.prototype.getItem = function (key) { return getItem.call(this, key) ?? "[null,1,{}]"; };`,
  },
  {
    "to change the address": `for (const name of ["pushState", "replaceState"])
      History.prototype[name] = () => { throw new DOMException("denied", "SecurityError"); };`,
    "a language that Intl knows": `Object.defineProperty(Navigator.prototype, "languages", { get: () => ["en-US@posix"] });`,
  },
  {
    "to tell its languages": `Object.defineProperty(Navigator.prototype, "languages", { get: () => undefined });`,
    "Intl.Segmenter": "delete Intl.Segmenter;",
    "what the oldest browsers we build for lack": "delete URL.canParse; delete URL.parse;",
    "media queries": "window.matchMedia = undefined;",
    notifications: "delete window.Notification;",
    sound: "delete window.AudioContext;",
    "service workers": `Object.defineProperty(Navigator.prototype, "serviceWorker",
      { get() { throw new DOMException("denied", "SecurityError"); } });`,
    "to read what is drawn": `CanvasRenderingContext2D.prototype.getImageData = () => { throw new Error("denied"); };`,
    "the clipboard": `Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });`,
    requestIdleCallback: "delete window.requestIdleCallback;",
  },
];

/** What MDN's data calls missing from Safari 16.4 or Firefox 121 and scripts of the client would use. */
const LACKING = `delete URL.canParse; delete URL.parse; delete Intl.Segmenter; delete window.requestIdleCallback;
  delete window.BarcodeDetector; delete Navigator.prototype.setAppBadge;
  for (const name of ["map", "filter", "some", "find", "toArray"]) delete Iterator.prototype[name];`;

test("S9: an old browser renders links and opens what is typed as one", async () => {
  const ada = await app.visit(app.lobby, {}, async (page) => void (await page.addInitScript(LACKING)));
  const address = await ada.createRoom();
  await ada.send("see https://example.com/a and [the site](https://example.com/b)");
  await ada.messages.getByRole("link", { name: "the site" }).waitFor();
  await ada.page.getByRole("link", { name: "Mayfly: all rooms" }).click();
  await ada.page.locator("#join-code").fill(`come to ${address}`);
  await ada.page.locator("#join-code").press("Enter");
  await ada.waitForMessage("the site");
  expect(ada.page.url()).toBe(address);
  expect(await ada.problems()).toEqual([]);
});

describe("a browser that denies", () => {
  for (const lacks of BROWSERS) {
    test(`S7: ${Object.keys(lacks).join("; ")}: one creates a room, is called something, talks and reads`, async () => {
      const ada = await app.visit(app.lobby, {}, async (page) => {
        for (const script of Object.values(lacks)) await page.addInitScript(`{ ${script} }`);
      });
      await ada.createRoom();
      await ada.rename("Ada 😀");
      await ada.send("no **matter** @Ada https://a.example/");
      await ada.waitForMessage("no matter");
      await ada.page.locator(".message a").waitFor();
      expect(await ada.problems()).toEqual([]);
    });
  }
});
