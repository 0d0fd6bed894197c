import { onCleanup } from "solid-js";

/** In CSS px. On-screen keyboards are higher than this; the browser's own bars, which come and go, are not. */
const MIN_KEYBOARD_HEIGHT = 120;
/** A page zoomed in further than this shows less of itself, but nothing covers it. */
const MAX_ZOOM = 1.05;

type View = { readonly height: number; readonly offsetTop: number; readonly scale: number };

/**
 * Returns how much of the page an on-screen keyboard covers, in CSS px; 0 without one.
 * @param height of the window that the page is laid out for, in CSS px
 */
export function keyboardHeight(height: number, view: View): number {
  if (view.scale > MAX_ZOOM) return 0;
  const covered = height - view.height;
  return covered < MIN_KEYBOARD_HEIGHT ? 0 : Math.round(covered);
}

/**
 * Makes room for an on-screen keyboard that covers the page's foot, where the browser doesn't make the page smaller for it:
 * sets data-covered on the root, and --seen to the height of the part that can be seen. Renders nothing.
 */
export function KeyboardInset(): null {
  const { visualViewport: view } = window;
  if (!view) return null;
  const root = document.documentElement;
  const update = () => {
    const isCovered = keyboardHeight(root.clientHeight, view) > 0;
    root.toggleAttribute("data-covered", isCovered);
    if (!isCovered) return void root.style.removeProperty("--seen");
    root.style.setProperty("--seen", `${view.height}px`);
    // Safari scrolls the page up to show the field; a page as high as what can be seen needs no scrolling.
    if (view.offsetTop > 0) scrollTo(0, 0);
  };
  const stop = new AbortController();
  view.addEventListener("resize", update, { signal: stop.signal });
  view.addEventListener("scroll", update, { signal: stop.signal });
  onCleanup(() => {
    stop.abort();
    root.removeAttribute("data-covered");
    root.style.removeProperty("--seen");
  });
  return null;
}
