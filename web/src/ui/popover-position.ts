export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
export type PopoverPosition = Box & { readonly isSheet: boolean };

/** The distance between the popover and its button, and to the edges of the visible area. */
const GAP = 8;
const SHEET_SHARE = 0.65;
/** The lowest share of the preferred height: below it too little of the content would be visible. */
const MIN_HEIGHT_SHARE = 0.75;

/**
 * Returns where a popover goes: beside its button where there is room, or as a sheet along the bottom of a narrow screen. All
 * values are in CSS px.
 * @param view the visible area: smaller than the window while an on-screen keyboard is open
 */
export function positionPopover(
  anchor: Box,
  preferred: { width: number; height: number },
  view: Box,
  isRtl: boolean,
): PopoverPosition {
  const minHeight = preferred.height * MIN_HEIGHT_SHARE;
  if (view.width < preferred.width * 1.3) {
    const height = Math.min(view.height, Math.max(minHeight, Math.min(preferred.height, view.height * SHEET_SHARE)));
    return { left: view.left, top: view.top + view.height - height, width: view.width, height, isSheet: true };
  }
  const above = anchor.top - view.top - 2 * GAP;
  const below = view.top + view.height - (anchor.top + anchor.height) - 2 * GAP;
  const isAbove = above >= preferred.height || above >= below;
  const height = Math.min(preferred.height, view.height - 2 * GAP, Math.max(above, below, minHeight));
  const top = isAbove ? anchor.top - GAP - height : anchor.top + anchor.height + GAP;
  // It is aligned to the button's edge where reading begins, or to the other edge if only so all of it is visible.
  const [first, last] = [view.left + GAP, view.left + view.width - GAP - preferred.width];
  const edges = [anchor.left, anchor.left + anchor.width - preferred.width];
  const inLine = isRtl ? edges.reverse() : edges;
  const left = inLine.find((edge) => edge >= first && edge <= last) ?? inLine[0] ?? first;
  return {
    left: clamp(left, first, last),
    top: clamp(top, view.top + GAP, view.top + view.height - GAP - height),
    width: preferred.width,
    height,
    isSheet: false,
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}

/** Returns the visible area, in the coordinates of `position: fixed`. */
export function visibleArea(): Box {
  const { visualViewport: view } = window;
  if (view === null) return { left: 0, top: 0, width: innerWidth, height: innerHeight };
  return { left: view.offsetLeft, top: view.offsetTop, width: view.width, height: view.height };
}

/** Calls back now and whenever the visible area changes. Returns a function that stops it. */
export function watchVisibleArea(changed: () => void): () => void {
  const stop = new AbortController();
  for (const event of ["resize", "scroll"]) {
    window.visualViewport?.addEventListener(event, changed, { signal: stop.signal });
  }
  window.addEventListener("resize", changed, { signal: stop.signal });
  changed();
  return () => stop.abort();
}
