// Where a panel goes that belongs to a button: beside it where there is room, and along the bottom of a narrow screen.

export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
export type Placed = Box & { readonly isSheet: boolean };

/** Between the panel and its button, and the edges of what is seen. */
const GAP = 8;
const SHEET_SHARE = 0.65;
/** Of the height wished for: less shows too little of the emoji. */
const LEAST_SHARE = 0.75;

/**
 * All in CSS pixels.
 * @param view what is seen of the page: less than the window while a keyboard is up
 */
export function placed(anchor: Box, wish: { width: number; height: number }, view: Box, isRtl: boolean): Placed {
  const least = wish.height * LEAST_SHARE;
  if (view.width < wish.width * 1.3) {
    const height = Math.min(view.height, Math.max(least, Math.min(wish.height, view.height * SHEET_SHARE)));
    return { left: view.left, top: view.top + view.height - height, width: view.width, height, isSheet: true };
  }
  const above = anchor.top - view.top - 2 * GAP;
  const below = view.top + view.height - (anchor.top + anchor.height) - 2 * GAP;
  const isAbove = above >= wish.height || above >= below;
  const height = Math.min(wish.height, view.height - 2 * GAP, Math.max(above, below, least));
  const top = isAbove ? anchor.top - GAP - height : anchor.top + anchor.height + GAP;
  // In line with the button's edge where reading begins, or the other where it would not be seen whole.
  const [first, last] = [view.left + GAP, view.left + view.width - GAP - wish.width];
  const edges = [anchor.left, anchor.left + anchor.width - wish.width];
  const inLine = isRtl ? edges.reverse() : edges;
  const left = inLine.find((edge) => edge >= first && edge <= last) ?? inLine[0] ?? first;
  return {
    left: within(left, first, last),
    top: within(top, view.top + GAP, view.top + view.height - GAP - height),
    width: wish.width,
    height,
    isSheet: false,
  };
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

/** What is seen of the page, in the coordinates of `position: fixed`. */
export function seen(): Box {
  const { visualViewport: view } = window;
  if (view === null) return { left: 0, top: 0, width: innerWidth, height: innerHeight };
  return { left: view.offsetLeft, top: view.offsetTop, width: view.width, height: view.height };
}

/** Calls back now and whenever what is seen changes. @returns to stop it */
export function whileSeen(changed: () => void): () => void {
  const stop = new AbortController();
  for (const event of ["resize", "scroll"]) {
    window.visualViewport?.addEventListener(event, changed, { signal: stop.signal });
  }
  window.addEventListener("resize", changed, { signal: stop.signal });
  changed();
  return () => stop.abort();
}
