import type { Browser } from "playwright-core";
import type { Placement } from "./placement.ts";
import type { ProxiedServer } from "./start-proxy.ts";

export const MISCONFIGURATIONS: readonly {
  readonly placement: Placement;
  readonly check: (browser: Browser, proxied: ProxiedServer) => Promise<void>;
}[] = [];
