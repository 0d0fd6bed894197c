// A room with all it may hold, over a crash of a server with a data file: what was there is there again, on open pages as well.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createBreakableNetwork } from "./breakable-network.ts";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const DATA = join(tmpdir(), `mayfly-restart-${process.pid}-${Date.now()}.db`);
const app = withBrowser("--limits", "off", "--data", DATA);
let network: ReturnType<typeof createBreakableNetwork>;

beforeAll(() => {
  network = createBreakableNetwork(app.server.port);
});
beforeEach(() => network.redirectTo(app.server.port));
afterAll(async () => {
  network?.stop();
  for (const end of ["", "-wal", "-shm", "-files"]) await rm(DATA + end, { recursive: true, force: true });
});

/** A picture of one teal dot. */
const DOT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPhfDwAEAQH/7yMK/gAAAABJRU5ErkJggg==",
  "base64",
);

const drawnPictures = (page: Page) =>
  page
    .locator(".message-picture img")
    .evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length);

test("F34, F41, B4, J1, L10: pictures, pins and a message's own life survive a crash, with the page and without", async () => {
  const { room, url, ownerKey } = await app.server.post("rooms", { title: "Kitchen" });
  const ada = await app.joinAs("Ada", `${network.url}${new URL(url).pathname}`);
  const picker = ada.page.locator('input[type="file"][multiple]');
  await picker.setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: DOT });
  await ada.page.locator('.attachment[data-state="done"]').waitFor();
  await ada.send("our garden");
  await eventually(() => drawnPictures(ada.page), 1);
  const rooms = `${app.server.url}/api/rooms/${room.code}`;
  const { token } = await app.server.post("sessions", { name: "Bea" });
  const headers = { authorization: `Bearer ${token}` };
  const said = await fetch(`${rooms}/messages`, {
    method: "POST",
    headers,
    body: JSON.stringify({ message: "gone in an hour", vanish: 3600 }),
  });
  expect(said.status).toBe(201);
  await ada.waitForMessage("gone in an hour");

  const { messages } = (await (await fetch(`${rooms}/messages`)).json()) as { messages: { id: string }[] };
  const pinned = await fetch(`${rooms}/messages/${messages[0]?.id}/pin`, {
    method: "POST",
    headers: { "x-owner-key": ownerKey },
    body: JSON.stringify({ on: true }),
  });
  expect(pinned.ok).toBe(true);
  const strip = (page: Page) => page.getByRole("region", { name: "Board" });
  await strip(ada.page).getByText("our garden").waitFor();

  await app.restartServer(undefined, "SIGKILL");
  network.redirectTo(app.server.port);
  await ada.send("still here?");
  await ada.waitForMessage("still here?");
  await ada.page.locator(".vanish-mark").waitFor();
  await ada.page.reload();
  await ada.waitForMessage("our garden");
  await eventually(() => drawnPictures(ada.page), 1);
  await ada.page.locator(".vanish-mark").waitFor();
  const later = await app.joinAs("Cleo", `${network.url}/${room.code}`);
  await later.waitForMessage("our garden");
  await strip(later.page).getByText("our garden").waitFor();
  await eventually(() => drawnPictures(later.page), 1);
  expect(await later.problems()).toEqual([]);
});
