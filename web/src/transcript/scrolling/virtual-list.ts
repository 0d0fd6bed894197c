// A virtual list: only the rows near the view, and those to keep, are in the page; space of their height stands for the
// rest. Rows that come, go or grow never move what is being read, and a reader at the end stays at the end.
import { type Accessor, createMemo, createSignal, onCleanup, untrack } from "solid-js";
import { inNextTask } from "../../browser/next-task.ts";
import type { RowHeights } from "./row-heights.ts";
import { NO_ROWS, nextVisibleRange, type VisibleRange } from "./visible-range.ts";

/** A view this close to the end counts as being at the end. */
const NEAR_END_PX = 100;
/** This much of the last row must be in view for the row to count as seen. */
const MIN_SEEN_PX = 24;
/** The margin of rows kept above and below the view: this much, or a share of a high view's height. */
const MIN_MARGIN_PX = 400;
const MARGIN_SHARE = 0.6;
/** How many rows of the first view are added in each task, after one that is alone: its code has not run before. */
const ROWS_AT_ONCE = 2;
/** Scrolling counts as over when there was no scroll event for this long. */
const SCROLL_END_MS = 150;

export type VirtualListPorts = {
  heights: RowHeights;
  /**
   * Brings `heights` up to date with the list; called in a tracking scope.
   * @returns a value that differs whenever the list has changed
   */
  syncRows(): unknown;
  /** Returns the place of the row with this key, or of the first row after it. */
  placeOf(key: number): number;
  keyAt(place: number): number | undefined;
  /** Called with the keys of the first and the last row in view, 0 for one not built yet, after every scroll and layout. */
  onView(first: number, last: number): void;
};

/** The row at the upper edge of the view, and how far the view's edge is below the row's, in px. */
type Anchor = { readonly key: number; readonly edgeOffset: number };

/** Keeps rows in the page that are not near the view. */
export type RowKeeper = {
  /** Returns the places of the rows near the view and of those to keep, in order; a signal. */
  ranges(near: VisibleRange): readonly VisibleRange[];
  /** Puts space between these ranges, for the rows that are not in the page. */
  holdApart(ranges: readonly VisibleRange[]): void;
};

export type VirtualList = ReturnType<typeof createVirtualList>;

/** Creates a virtual list. It belongs to the Solid owner it is created in. */
export function createVirtualList({ heights, syncRows, placeOf, keyAt, onView }: VirtualListPorts) {
  const [updates, setUpdates] = createSignal(0);
  const [isAtEnd, setAtEnd] = createSignal(true);
  const elements = new Map<number, HTMLElement>();
  const unmeasured = new Set<number>();
  let viewport!: HTMLElement;
  let list!: HTMLElement;
  /** undefined while the view is to stay at the end. */
  let anchor: Anchor | undefined;
  /**
   * By how many px the padding above the rows is too small. Setting scrollTop would stop the reader's scrolling, so this
   * is corrected when the scrolling is over.
   */
  let deferredDrift = 0;
  let isScrolling = false;
  let scrollEndTimer: ReturnType<typeof setTimeout> | undefined;
  /** scrollTop as we last set it: a scroll event with this value is our own. */
  let ownScrollTop = -1;
  let viewHeight = 0;
  let firstKey: number | undefined;
  let lastVersion: unknown;
  /** How many rows may be in the page, until those of the first view are. */
  let maxRows = 0;
  let isGrowing = false;
  /** The view goes to the end once all rows from the anchor on are measured, if they take no more px than this. */
  let endsWithin = 0;

  const requestUpdate = () => setUpdates((count) => count + 1);

  function view(): { top: number; bottom: number } {
    const top =
      anchor === undefined ? heights.total - viewHeight : heights.offsetOf(placeOf(anchor.key)) + anchor.edgeOffset;
    return { top, bottom: top + viewHeight };
  }

  /** Returns those of the first view's rows that are built by now: from the view's upper edge on, or the newest. */
  function firstRows(wanted: VisibleRange): VisibleRange {
    const to = anchor === undefined ? wanted.to : Math.min(wanted.to, placeOf(anchor.key) + maxRows);
    const from = Math.max(wanted.from, to - maxRows);
    if (from === wanted.from && to === wanted.to) return wanted;
    if (!isGrowing) inNextTask(grow);
    isGrowing = true;
    return { from, to };
  }

  function grow(): void {
    isGrowing = false;
    maxRows += maxRows === 0 ? 1 : ROWS_AT_ONCE;
    requestUpdate();
  }

  const visibleRange: Accessor<VisibleRange> = createMemo((previous: VisibleRange) => {
    const version = syncRows();
    updates();
    // A reader at the end wants to see what is appended.
    if (version !== lastVersion && untrack(isAtEnd)) anchor = undefined;
    lastVersion = version;
    const from = firstKey === undefined ? previous.from : placeOf(firstKey);
    // Rows may have been prepended or dropped: the same rows now have other places.
    const shifted = from === previous.from ? previous : { from, to: from + previous.to - previous.from };
    const next = firstRows(
      nextVisibleRange(heights, shifted, view(), Math.max(MIN_MARGIN_PX, viewHeight * MARGIN_SHARE)),
    );
    firstKey = keyAt(next.from);
    return next;
  }, NO_ROWS);

  const [keeper, setKeeper] = createSignal<RowKeeper>();
  const ranges = createMemo(() => keeper()?.ranges(visibleRange()) ?? [visibleRange()]);

  /** Measures the rows that are new in the page. @returns whether one of them has another height than estimated */
  function measure(): boolean {
    let isChanged = false;
    for (const key of unmeasured) {
      const height = elements.get(key)?.getBoundingClientRect().height;
      if (height !== undefined) isChanged = heights.measure(placeOf(key), height) || isChanged;
    }
    unmeasured.clear();
    return isChanged;
  }

  /** Returns where the list begins within the scrolled content. */
  function listTop(): number {
    return list.getBoundingClientRect().top - viewport.getBoundingClientRect().top + viewport.scrollTop;
  }

  /** Returns what a row and those after it take, in px. */
  const heightFrom = (key: number) => heights.total - heights.offsetOf(placeOf(key));

  /** Sets the padding that stands for the rows above and below those in the page. */
  function setPadding(mounted: readonly VisibleRange[]): void {
    // Not by custom properties: every row would inherit them and be restyled.
    list.style.paddingBlockStart = `${heights.offsetOf(mounted[0]?.from ?? 0) - deferredDrift}px`;
    list.style.paddingBlockEnd = `${heights.total - heights.offsetOf(mounted.at(-1)?.to ?? 0)}px`;
  }

  function distanceToEnd(): number {
    return viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop;
  }

  /** Sets the padding around the rows, and scrolls so that the anchor stays where it was. */
  function updatePosition(): void {
    const mounted = untrack(ranges);
    const from = mounted[0]?.from ?? 0;
    untrack(keeper)?.holdApart(mounted);
    deferredDrift = 0;
    if (anchor === undefined) {
      setPadding(mounted);
      viewport.scrollTop = viewport.scrollHeight;
      setAtEnd(true);
    } else {
      const wantedTop = listTop() + view().top;
      const drift = wantedTop - viewport.scrollTop;
      // During scrolling the padding is adjusted instead of scrollTop, as long as there is enough of it.
      if (isScrolling && from > 0 && heights.offsetOf(from) - drift > viewHeight) deferredDrift = drift;
      setPadding(mounted);
      if (deferredDrift === 0 && Math.abs(drift) >= 0.5) viewport.scrollTop = wantedTop;
      setAtEnd(distanceToEnd() < NEAR_END_PX);
    }
    ownScrollTop = viewport.scrollTop;
    reportView();
  }

  function reportView(): void {
    const { top, bottom } = view();
    const first = keyAt(heights.placeAt(top));
    const last = keyAt(heights.placeAt(bottom - MIN_SEEN_PX));
    if (first !== undefined && last !== undefined) onView(first, elements.has(last) ? last : 0);
  }

  function onScrollEnd(): void {
    isScrolling = false;
    if (deferredDrift !== 0) updatePosition();
  }

  function onScroll(): void {
    const top = viewport.scrollTop;
    if (Math.abs(top - ownScrollTop) < 1) return;
    ownScrollTop = -1;
    isScrolling = true;
    clearTimeout(scrollEndTimer);
    scrollEndTimer = setTimeout(onScrollEnd, SCROLL_END_MS);
    const y = top - listTop() + deferredDrift;
    const place = heights.placeAt(y);
    const key = keyAt(place);
    if (key !== undefined) anchor = { key, edgeOffset: y - heights.offsetOf(place) };
    setAtEnd(distanceToEnd() < NEAR_END_PX);
    reportView();
    requestUpdate();
  }

  /** Handles another size of a row, of the viewport or of an element around the rows. */
  function onResize(entries: readonly ResizeObserverEntry[]): void {
    let isChanged = false;
    for (const { target, borderBoxSize } of entries) {
      const key = Number((target as HTMLElement).dataset.key);
      if (elements.get(key) !== target) isChanged = true;
      else isChanged = heights.measure(placeOf(key), borderBoxSize[0]?.blockSize ?? 0) || isChanged;
    }
    viewHeight = viewport.clientHeight;
    if (!isChanged) return;
    if (untrack(isAtEnd)) anchor = undefined;
    updatePosition();
    // The observer would miss rows that are added to the page during this call.
    requestAnimationFrame(requestUpdate);
  }

  /** Scrolls to a row. @param share of the view's height to leave above it */
  function scrollToRow(key: number, share: number): void {
    anchor = { key, edgeOffset: -viewHeight * share };
    isScrolling = false;
    setAtEnd(false);
    requestUpdate();
  }

  function scrollToEnd(): void {
    anchor = undefined;
    isScrolling = false;
    setAtEnd(true);
    requestUpdate();
  }

  const observer = new ResizeObserver(onResize);
  onCleanup(() => {
    observer.disconnect();
    clearTimeout(scrollEndTimer);
  });

  return {
    /** The places of the rows that are in the page because they are near the view. */
    visibleRange,
    /** The places of all rows that are in the page, in order. */
    ranges,
    /** Sets what decides which other rows are in the page. */
    setKeeper,
    heights,
    /** Changes when the page must be laid out again though the range has not changed. */
    updates,
    isAtEnd,
    onScroll,

    /**
     * Connects the list with the page, once.
     * @param scroller the element that scrolls
     * @param rows the parent of the rows
     * @param others elements in the scroller before and after the rows, whose size matters
     */
    attach(scroller: HTMLElement, rows: HTMLElement, ...others: HTMLElement[]): void {
      viewport = scroller;
      list = rows;
      viewHeight = viewport.clientHeight;
      for (const element of [viewport, ...others]) observer.observe(element);
      requestUpdate();
    },

    /**
     * Adds a row's element, which carries its key as data-key. It is removed when the Solid owner of this call is
     * disposed of.
     */
    mountRow(key: number, element: HTMLElement): void {
      elements.set(key, element);
      unmeasured.add(key);
      observer.observe(element);
      onCleanup(() => {
        // The focus must not vanish with the row that had it: keys are to go on scrolling.
        if (element.contains(document.activeElement)) viewport.focus({ preventScroll: true });
        if (elements.get(key) !== element) return;
        elements.delete(key);
        unmeasured.delete(key);
        observer.unobserve(element);
      });
    },

    /** Lays the page out after it has changed: call it in an effect on `visibleRange`, `updates` and the rows. */
    layOut(): void {
      // What is measured doesn't change it; set before, it takes no second layout.
      if (!isScrolling) setPadding(untrack(ranges));
      if (measure()) {
        requestUpdate();
        return;
      }
      const isEndInView = anchor !== undefined && heightFrom(anchor.key) <= endsWithin;
      endsWithin = 0;
      if (!isGrowing && elements.size > 0) maxRows = Number.POSITIVE_INFINITY;
      if (isEndInView) scrollToEnd();
      else updatePosition();
    },

    /** Returns the element of this row, if it is in the page. */
    rowElement: (key: number) => elements.get(key),

    scrollToEnd,
    scrollToRow,

    /** Scrolls to the row, unless it is in view when the list is at its end. */
    scrollToRowUnlessVisible(key: number, share: number): void {
      scrollToRow(key, share);
      if (heightFrom(key) > 2 * viewHeight) return;
      // These may fit, so they are measured first: all in this task, for nothing may be drawn before.
      maxRows = heights.length - placeOf(key);
      endsWithin = viewHeight * (1 - share);
    },
  };
}
