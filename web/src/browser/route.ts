// Maps addresses to pages. All addresses are relative to the page's base, which the server writes into the page.
import { createSignal } from "solid-js";
import { foldCode, parseCode } from "#protocol/room-code";
import { modalHistory } from "./modal-history.ts";

/** `view` is empty, or `/board` where a room's page shows its board alone. */
export type Route =
  | { page: "lobby" | "admin" | "doctor" | "nowhere"; code?: undefined; view?: undefined }
  | { page: "room"; code: string; view: string };

/** The lobby's address, which ends with a slash; all other addresses begin with it. */
export const BASE_URL = new URL(typeof document === "undefined" ? "http://localhost/" : document.baseURI);

export function parseRoute(address: URL, base: URL): Route {
  const path = address.pathname.startsWith(base.pathname) ? address.pathname.slice(base.pathname.length) : undefined;
  if (path === undefined) return { page: "nowhere" };
  if (path === "" || path === "index.html") return { page: secretIn(address, "admin") ? "admin" : "lobby" };
  const [, name = "", view = ""] = /^([^/]*)(\/board)?\/?$/.exec(path) ?? [];
  const code = parseCode(name);
  if (code === "admin" || code === "doctor") return { page: code };
  return code === undefined ? { page: "nowhere" } : { page: "room", code, view };
}

/** Returns a secret in an address's hash; of several, all, with `&` between them. */
export function secretIn({ hash }: URL, name: SecretName): string | undefined {
  return new URLSearchParams(hash.slice(1)).getAll(name).join("&") || undefined;
}

export function roomAddress(code: string): string {
  return new URL(code, BASE_URL).href;
}

/** Where the tab keeps an administrator code until it was used. */
export const ADMIN_CODE_KEY = "admin:";

const here = () => new URL(location.href);
const [route, setRoute] = createSignal<Route>(
  { page: "nowhere" },
  {
    equals: (a, b) =>
      a.page === b.page && a.view === b.view && (a.code === undefined || foldCode(a.code) === foldCode(b.code ?? "")),
  },
);

export { route };

/** The secrets that an address's hash may have: an owner key, an invite, the key of an encrypted room, an administrator code. */
const SECRETS = ["key", "invite", "e2ee", "admin"] as const;
export type SecretName = (typeof SECRETS)[number];

/**
 * Reads the address now and whenever it changes. What its hash has that is secret is stored, and then removed from the
 * address bar.
 * @param store gets a secret, and the code of the room that it is for
 */
export function watchAddress(store: (name: SecretName, secret: string, code: string) => void): void {
  const read = () => {
    const address = here();
    const found = parseRoute(address, BASE_URL);
    const { page, code = "" } = found;
    for (const name of SECRETS) {
      const secret = secretIn(address, name);
      if (!secret || page !== (name === "admin" ? name : "room")) continue;
      store(name, secret, code);
      replaceAddress(code ? code + found.view : page);
    }
    setRoute(found);
  };
  addEventListener("popstate", read);
  addEventListener("popstate", modalHistory.follow);
  addEventListener("hashchange", read);
  read();
  modalHistory.follow();
}

export const goTo = (address: string) => modalHistory.whenStill(() => showAddress(address));

function showAddress(address: string): void {
  try {
    // The entry of a modal that is still open is of no use on another page.
    if (history.state?.modals) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  } catch {
    return location.assign(address);
  }
  dispatchEvent(new PopStateEvent("popstate"));
  scrollTo(0, 0);
}

/** Follows a link within the client without loading the page anew, unless the click asks for another tab or window. */
export function followLink(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
  event.preventDefault();
  goTo(event.currentTarget.href);
}

/** Shows the code in the address bar as the server writes it, without adding to the history. */
export function correctAddress(code: string): void {
  const path = code + route().view;
  if (here().href !== roomAddress(path)) replaceAddress(path);
}

/** @param path below the base path */
function replaceAddress(path: string): void {
  try {
    history.replaceState(history.state, "", roomAddress(path));
  } catch {
    // Browsers may deny it, Safari to a page that does it often. The old address leads here too.
  }
}
