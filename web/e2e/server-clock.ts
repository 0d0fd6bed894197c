import type { Page, WebSocketRoute } from "playwright-core";

/**
 * Lets a page believe that the server's clock is ahead, which is what a room's remaining life counts on. Call it before the
 * page goes anywhere. A change comes with a new connection, as a welcome says the time.
 */
export async function createServerClock(page: Page) {
  let aheadMs = 0;
  let socket: WebSocketRoute | undefined;
  const shift = (frame: string) =>
    frame.replace(/"serverTime":"([^"]+)"/, (_, time: string) => {
      return `"serverTime":"${new Date(Date.parse(time) + aheadMs).toISOString()}"`;
    });
  await page.routeWebSocket(/\/ws\//, (route) => {
    socket = route;
    const server = route.connectToServer();
    server.onMessage((frame) => route.send(typeof frame === "string" ? shift(frame) : frame));
  });
  return {
    /** @param ms negative to go back */
    async advance(ms: number): Promise<void> {
      aheadMs += ms;
      await socket?.close({ code: 1012, reason: "the clock was set" });
    },
  };
}
