// Whether a keyboard on the screen covers the page's foot, where the browser doesn't make the page smaller for it: then
// data-covered stands on the root, and --seen is the height of what can be seen.
import { onCleanup } from "solid-js";

/** In CSS pixels. Keyboards are higher than this; the bars of browsers, which come and go, are not. */
const LEAST = 120;

type View = { readonly height: number; readonly offsetTop: number; readonly scale: number };

/** @param height of the window that the page is laid out for, in CSS pixels as all of it */
export function coveredBy(height: number, view: View): number {
  // Who has zoomed in sees less of the page, but nothing covers it.
  if (view.scale > 1.05) return 0;
  const covered = height - view.height;
  return covered < LEAST ? 0 : Math.round(covered);
}

/** A component that shows nothing itself. */
export function Covered(): null {
  const { visualViewport: view } = window;
  if (view === null) return null;
  const root = document.documentElement;
  const look = () => {
    const isCovered = coveredBy(root.clientHeight, view) > 0;
    root.toggleAttribute("data-covered", isCovered);
    if (!isCovered) return void root.style.removeProperty("--seen");
    root.style.setProperty("--seen", `${view.height}px`);
    // Safari moves the page up to show the field; what is as high as what can be seen needs no moving.
    if (view.offsetTop > 0) scrollTo(0, 0);
  };
  const stop = new AbortController();
  view.addEventListener("resize", look, { signal: stop.signal });
  view.addEventListener("scroll", look, { signal: stop.signal });
  onCleanup(() => {
    stop.abort();
    root.removeAttribute("data-covered");
    root.style.removeProperty("--seen");
  });
  return null;
}
