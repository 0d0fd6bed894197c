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
  if (path === "" || path === "index.html") return { page: adminCodeIn(address) === undefined ? "lobby" : "admin" };
  const [, name = "", view = ""] = /^([^/]*)(\/board)?\/?$/.exec(path) ?? [];
  const code = parseCode(name);
  if (code === "admin" || code === "doctor") return { page: code };
  return code === undefined ? { page: "nowhere" } : { page: "room", code, view };
}

/** Returns the owner key in an address's hash. */
export const ownerKeyIn = (address: URL) => hashPart(address, "key");

/** Returns the secret of an invite in an address's hash. */
export const inviteIn = (address: URL) => hashPart(address, "invite");

/** Returns the administrator code in an address's hash. */
export const adminCodeIn = (address: URL) => hashPart(address, "admin");

function hashPart({ hash }: URL, name: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get(name) || undefined;
}

export function roomAddress(code: string): string {
  return new URL(code, BASE_URL).href;
}

/** Where the tab keeps an administrator code until it was used. */
export const ADMIN_CODE_KEY = "adminCode";

const here = () => new URL(location.href);
const [route, setRoute] = createSignal<Route>(
  { page: "nowhere" },
  {
    equals: (a, b) =>
      a.page === b.page && a.view === b.view && (a.code === undefined || foldCode(a.code) === foldCode(b.code ?? "")),
  },
);

export { route };

type StoreSecret = (code: string, secret: string) => void;

/**
 * Reads the address now and whenever it changes. An owner key, an invite and an administrator code are stored, and then
 * removed from the address bar.
 */
export function watchAddress(
  storeOwnerKey: StoreSecret,
  storeInvite: StoreSecret,
  storeAdminCode: (code: string) => void,
): void {
  const read = () => {
    const found = parseRoute(here(), BASE_URL);
    const [ownerKey, invite] = [ownerKeyIn(here()), inviteIn(here())];
    if (found.page === "room" && (ownerKey ?? invite) !== undefined) {
      if (ownerKey !== undefined) storeOwnerKey(found.code, ownerKey);
      if (invite !== undefined) storeInvite(found.code, invite);
      replaceAddress(found.code + found.view);
    }
    const adminCode = adminCodeIn(here());
    if (found.page === "admin" && adminCode !== undefined) {
      storeAdminCode(adminCode);
      replaceAddress(found.page);
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
