// Which page an address names, and which address a page has. Everything is relative to the page's base, which the
// server writes into it.
import { createSignal } from "solid-js";
import { foldCode } from "#protocol/text";

export type Route = { page: "lobby" } | { page: "room"; code: string } | { page: "nowhere" };

/** Ends with a slash. */
export const BASE = new URL(typeof document === "undefined" ? "http://localhost/" : document.baseURI);

export function routeOf(address: URL, base: URL): Route {
  const path = address.pathname.startsWith(base.pathname) ? address.pathname.slice(base.pathname.length) : undefined;
  if (path === undefined) return { page: "nowhere" };
  if (path === "" || path === "index.html") return { page: "lobby" };
  const code = codeIn(path.replace(/\/$/, ""));
  return code === undefined || path.replace(/\/$/, "").includes("/") ? { page: "nowhere" } : { page: "room", code };
}

/** The owner key an address carries in its hash. */
export const ownerKeyOf = (address: URL) => hashPart(address, "key");

/** The secret of an invite, where an address carries one. */
export const inviteOf = (address: URL) => hashPart(address, "invite");

function hashPart({ hash }: URL, name: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get(name) || undefined;
}

/** A code as it goes into an address: lower case, without spaces. undefined for what can't be one. */
export function codeIn(text: string): string | undefined {
  let code = text;
  try {
    code = decodeURIComponent(text);
  } catch {
    // A lone % is no code either way.
  }
  // Phones like to make a longer dash of two short ones, or of one.
  code = code
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(/[\u2010-\u2015]+/g, "-");
  return /^[a-z0-9-]{1,64}$/.test(code) && foldCode(code).length >= 3 ? code : undefined;
}

export function roomAddress(code: string): string {
  return new URL(code, BASE).href;
}

const here = () => new URL(location.href);
const [route, setRoute] = createSignal<Route>(
  { page: "nowhere" },
  { equals: (a, b) => a.page === b.page && (a.page !== "room" || foldCode(a.code) === foldCode((b as typeof a).code)) },
);

export { route };

type Keep = (code: string, secret: string) => void;

/** Reads the address now and whenever it changes. An owner key and an invite are kept before they leave the address bar. */
export function followAddress(keepKey: Keep, keepInvite: Keep): void {
  const read = () => {
    const found = routeOf(here(), BASE);
    const [ownerKey, invite] = [ownerKeyOf(here()), inviteOf(here())];
    if (found.page === "room" && (ownerKey ?? invite) !== undefined) {
      if (ownerKey !== undefined) keepKey(found.code, ownerKey);
      if (invite !== undefined) keepInvite(found.code, invite);
      history.replaceState(null, "", roomAddress(found.code));
    }
    setRoute(found);
  };
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  read();
}

export function goTo(address: string): void {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
  scrollTo(0, 0);
}

export const goHome = () => goTo(BASE.href);

/** Follows a link of ours without loading the page anew, unless another tab or window is asked for. */
export function followLink(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
  event.preventDefault();
  goTo(event.currentTarget.href);
}

/** Shows the address as the server writes it, without a step in the history. */
export function correctAddress(code: string): void {
  if (here().href !== roomAddress(code)) history.replaceState(null, "", roomAddress(code));
}
