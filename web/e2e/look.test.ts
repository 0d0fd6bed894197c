// The look at every age of a room, light and dark: text has enough contrast, also with other themes and forced colours.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { createApiMembers } from "./api-members.ts";
import { startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

/** Colours of text and of the ground below it, and the least contrast between them. */
const COLOR_PAIRS: [text: string, ground: string, least: number][] = [
  ...["--paper", "--raised", "--sunken", "--sky", "--sky-far", "--sun"].flatMap(
    (ground): [string, string, number][] => [
      ["--ink", ground, 4.5],
      ["--ink-soft", ground, 4.5],
      ["--accent", ground, 4.5],
    ],
  ),
  ["--accent-ink", "--accent", 4.5],
  ["--accent", "--accent-soft", 4.5],
  ["--ink", "--accent-soft", 4.5],
  ["--ink-soft", "--accent-soft", 4.5],
  ["--danger", "--paper", 4.5],
  ["--danger", "--raised", 4.5],
  ["--paper", "--danger", 4.5],
  ["--field-line", "--raised", 3],
  ["--field-line", "--paper", 3],
];

/**
 * Returns the pairs with too little contrast at these ages of a room, with colours as the browser mixes them. All ages are
 * looked at without a pause, so that the browser need not paint the page at each of them.
 */
function findLowContrast(page: Page, ages: readonly number[], pairs: typeof COLOR_PAIRS): Promise<string[]> {
  return page.evaluate(
    ({ ages, pairs }) => {
      const probes = new Map(
        [...new Set([...pairs.map(([text]) => text), ...pairs.map(([, ground]) => ground)])].map((color) => {
          const probe = document.createElement("span");
          probe.style.color = `var(${color})`;
          return [color, probe];
        }),
      );
      document.body.append(...probes.values());
      const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      if (pen === null) throw new Error("no canvas");
      const luminance = (probe: Element) => {
        pen.fillStyle = getComputedStyle(probe).color;
        pen.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const close = ages.flatMap((life) => {
        document.documentElement.style.setProperty("--life", String(life));
        const luminances = new Map([...probes].map(([color, probe]) => [color, luminance(probe)]));
        return pairs.flatMap(([text, ground, least]) => {
          const [a = Number.NaN, b = Number.NaN] = [luminances.get(text), luminances.get(ground)];
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          return contrast >= least ? [] : [`${text} on ${ground} at ${life}: ${contrast.toFixed(2)}`];
        });
      });
      for (const probe of probes.values()) probe.remove();
      return close;
    },
    { ages, pairs },
  );
}

const AGES = Array.from({ length: 41 }, (_, at) => at / 40);

test("in both themes text has enough contrast at every age of a room, also where more contrast is preferred", async () => {
  const ada = await app.visit(app.lobby);
  await ada.page.getByRole("button", { name: "New room" }).waitFor();
  const close: Record<string, string[]> = {};
  for (const colorScheme of ["light", "dark"] as const) {
    for (const contrast of ["no-preference", "more"] as const) {
      await ada.page.emulateMedia({ colorScheme, contrast });
      const media = `(prefers-contrast: ${contrast}) and (prefers-color-scheme: ${colorScheme})`;
      expect(await ada.page.evaluate((wanted) => matchMedia(wanted).matches, media)).toBe(true);
      close[media] = await findLowContrast(ada.page, AGES, COLOR_PAIRS);
    }
  }
  expect(Object.values(close)).toEqual([[], [], [], []]);
});

describe("a chosen theme", () => {
  const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const choose = (page: Page, name: string) => page.locator(".theme-choice").getByRole("radio", { name }).check();
  /** Returns 0 for black, 1 for white. */
  const lightness = async (page: Page) => Number(/oklch\(([\d.]+)/.exec(await ground(page))?.[1] ?? Number.NaN);
  const isLight = async (page: Page) => (await lightness(page)) > 0.9;
  const isDark = async (page: Page) => (await lightness(page)) < 0.3;

  test("applies at once, in other tabs and after a reload, whatever the device's theme is", async () => {
    const ada = await app.visit(app.lobby, { colorScheme: "light" });
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    const second = await ada.openTab(app.lobby);
    await eventually(() => isLight(ada.page), true);
    await choose(ada.page, "Dark");
    await eventually(() => isDark(ada.page), true);
    await second.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    await eventually(() => ada.page.locator("meta[name=theme-color][media=all]").getAttribute("data-theme"), "dark");
    await ada.page.addInitScript(() => {
      const frames: (string | undefined)[] = [];
      Object.assign(window, { seen: frames });
      requestAnimationFrame(function see() {
        frames.push(document.documentElement.dataset.theme);
        requestAnimationFrame(see);
      });
    });
    await ada.page.reload();
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    const frames = await ada.page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(new Set(frames)).toEqual(new Set(["dark"]));
    await eventually(() => ada.page.getByRole("radio", { name: "Dark" }).isChecked(), true);
    await choose(ada.page, "Same as device");
    await eventually(() => isLight(ada.page), true);
    expect(await ada.page.evaluate(() => Object.keys(localStorage).some((key) => key.endsWith(":theme")))).toBe(false);
    expect(await ada.problems()).toEqual([]);
  });
});

test("S25: forced colours keep everything visible without the sky, and a mention stands out, one's own from those of others", async () => {
  const ada = await app.visit(app.lobby, { forcedColors: "active" });
  await ada.page.getByRole("button", { name: "New room" }).waitFor();
  const lobby = await ada.page.evaluate(() => {
    const style = (selector: string) => getComputedStyle(document.querySelector(selector) as Element);
    return {
      sky: style(".under-sky").backgroundImage,
      mark: style(".mark").backgroundColor !== style("html").backgroundColor,
      edge: style(".new-room-submit").borderTopWidth,
      chosen: style("input:checked + span").outlineStyle,
    };
  });
  expect(lobby).toEqual({ sky: "none", mark: true, edge: "2px", chosen: "solid" });
  const address = await ada.createRoom();
  const bo = await startApiTalker(app.server, address, "Bo");
  await ada.page.locator(".roster", { hasText: "Bo" }).waitFor();
  await ada.send(`@${await ada.name()} and @Bo, *all*`);
  await ada.page.locator(".mention").nth(1).waitFor();
  const looks = await ada.page.evaluate(() => {
    const lookOf = (element: Element) => {
      const { color, backgroundColor, outlineStyle } = getComputedStyle(element);
      return { color, backgroundColor, outlineStyle };
    };
    return [...document.querySelectorAll(".message-text em, .mention")].map(lookOf);
  });
  const [own, other, text] = looks;
  expect(other?.outlineStyle).toBe("solid");
  expect(text?.outlineStyle).toBe("none");
  expect(own?.backgroundColor).not.toBe(other?.backgroundColor);
  expect(own?.color).not.toBe(own?.backgroundColor);
  bo.leave();
  expect(await ada.problems()).toEqual([]);
});

describe("in print", () => {
  test("the transcript is complete, and without the composer", async () => {
    const { room, url } = await app.server.post("rooms");
    const lines = Array.from({ length: 30 }, (_, at) => ({ by: "Mira", text: `line ${at + 1}` }));
    await createApiMembers(app.server).say(room.code, lines);
    const ada = await app.visit(url, { colorScheme: "dark" });
    await ada.waitUntilJoined();
    await ada.waitForMessage("line 30");
    await ada.page.emulateMedia({ media: "print" });
    const paper = await ada.page.evaluate(() => {
      const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().height ?? 0;
      const { color, backgroundColor } = getComputedStyle(document.documentElement);
      return { composer: box(".composer"), talk: box(".transcript"), color, backgroundColor };
    });
    expect(paper).toMatchObject({ composer: 0, color: "rgb(0, 0, 0)", backgroundColor: "rgb(255, 255, 255)" });
    expect(paper.talk).toBeGreaterThan(700);
  });
});

describe.each(["no-preference", "reduce"] as const)("S30: with motion %p", (reducedMotion) => {
  const isReduced = reducedMotion === "reduce";

  test(isReduced ? "nothing moves" : "what comes up fades in", async () => {
    const { room, url } = await app.server.post("rooms");
    const talk = [
      { by: "Mira", text: "the first" },
      { by: "Jonas", text: "an answer", answers: 0 },
    ];
    await createApiMembers(app.server).say(room.code, talk);
    const ada = await app.visit(url, { reducedMotion }, async (page) => {
      await page.addInitScript(() => {
        const moved: string[] = [];
        Object.assign(window, { moved });
        document.addEventListener("animationstart", ({ animationName }) => moved.push(animationName));
        document.addEventListener("transitionrun", ({ propertyName }) => moved.push(propertyName));
      });
    });
    await ada.page
      .getByRole("button", { name: /the first/ })
      .first()
      .click();
    const first = ada.page.locator(".message[data-highlighted]");
    await first.waitFor();
    const ground = await first.evaluate((row) => getComputedStyle(row).backgroundColor);
    await ada.openAbout();
    await ada.page.getByRole("dialog").waitFor();
    const moved = await ada.page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return (window as unknown as { moved: string[] }).moved;
    });
    expect(ground).not.toBe("rgba(0, 0, 0, 0)");
    if (isReduced) expect(moved).toEqual([]);
    else expect(moved).toEqual(expect.arrayContaining(["message-highlight", "dialog-in"]));
  });
});
