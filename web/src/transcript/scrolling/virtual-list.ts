// Holds a long list still under its reader's eyes: a few of its rows are in the page, the rest is empty space of their
// height. What comes, goes or grows never moves what is being read; who reads the newest stays with it.
import { type Accessor, createMemo, createSignal, onCleanup, untrack } from "solid-js";
import type { Heights } from "./row-heights.ts";
import { NO_ROWS, nextSpan, type Span } from "./visible-range.ts";

/** Closer to the end than this counts as reading the newest. */
const NEAR_PX = 100;
/** So much of the last row must be seen for it to count as seen. */
const GLIMPSE_PX = 24;
/** Around what is seen, at the least; more where the view is high. */
const MARGIN_PX = 400;
const MARGIN_SHARE = 0.6;
/** Scrolling is over when nothing has moved for so long. */
const REST_MS = 150;

export type HoldPorts = {
  heights: Heights;
  /** Follows the list, so that `heights` are of its rows now; tracked. @returns what changes with every change of it */
  follow(): unknown;
  /** The place of the row with this key, or of the first after it. */
  placeOf(key: number): number;
  keyAt(place: number): number | undefined;
  /** The view has come to rest on these rows: the keys of the first and the last that are seen. */
  seen(first: number, last: number): void;
};

/** The row at the upper edge of the view, and how far that edge is below its own, in px. */
type Anchor = { readonly key: number; readonly into: number };

export type Hold = ReturnType<typeof createHold>;

/** Belongs to the Solid owner it is made in. */
export function createHold({ heights, follow, placeOf, keyAt, seen }: HoldPorts) {
  const [moves, setMoves] = createSignal(0);
  const [isAtEnd, setAtEnd] = createSignal(true);
  const rows = new Map<number, HTMLElement>();
  const unmeasured = new Set<number>();
  let scroller!: HTMLElement;
  let list!: HTMLElement;
  /** undefined: the end. */
  let anchor: Anchor | undefined;
  /** How much too little space is above the rows: made good when scrolling rests, which moving the view would stop. */
  let slack = 0;
  let isMoving = false;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let placedAt = -1;
  let viewHeight = 0;
  let firstKey: number | undefined;
  let followed: unknown;

  const move = () => setMoves((count) => count + 1);

  function view(): { top: number; bottom: number } {
    const top = anchor === undefined ? heights.total - viewHeight : heights.offset(placeOf(anchor.key)) + anchor.into;
    return { top, bottom: top + viewHeight };
  }

  const span: Accessor<Span> = createMemo((before: Span) => {
    const now = follow();
    moves();
    // Who reads the newest wants to see what comes after it.
    if (now !== followed && untrack(isAtEnd)) anchor = undefined;
    followed = now;
    const from = firstKey === undefined ? before.from : placeOf(firstKey);
    const was = from === before.from ? before : { from, to: from + before.to - before.from };
    const next = nextSpan(heights, was, view(), Math.max(MARGIN_PX, viewHeight * MARGIN_SHARE));
    firstKey = keyAt(next.from);
    return next;
  }, NO_ROWS);

  /** Measures rows that are new in the page. @returns whether one is not as high as was thought */
  function measure(): boolean {
    let isNews = false;
    for (const key of unmeasured) {
      const height = rows.get(key)?.getBoundingClientRect().height;
      if (height !== undefined) isNews = heights.measure(placeOf(key), height) || isNews;
    }
    unmeasured.clear();
    return isNews;
  }

  /** Where the rows' space begins in what scrolls. */
  function origin(): number {
    return list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  function space(above: number, below: number): void {
    // No custom properties: every row would inherit them, and be styled anew.
    list.style.paddingBlockStart = `${above}px`;
    list.style.paddingBlockEnd = `${below}px`;
  }

  function fromEnd(): number {
    return scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  }

  /** Puts the rows, and the view over them, where they belong. */
  function place(): void {
    const { from, to } = untrack(span);
    const above = heights.offset(from);
    const below = heights.total - heights.offset(to);
    slack = 0;
    if (anchor === undefined) {
      space(above, below);
      scroller.scrollTop = scroller.scrollHeight;
      setAtEnd(true);
    } else {
      const wanted = origin() + view().top;
      const drift = wanted - scroller.scrollTop;
      // While it is being scrolled, the space gives way instead of the view, as long as there is enough of it.
      if (isMoving && from > 0 && above - drift > viewHeight) slack = drift;
      space(above - slack, below);
      if (slack === 0 && Math.abs(drift) >= 0.5) scroller.scrollTop = wanted;
      setAtEnd(fromEnd() < NEAR_PX);
    }
    placedAt = scroller.scrollTop;
    tellSeen();
  }

  function tellSeen(): void {
    const { top, bottom } = view();
    const first = keyAt(heights.at(top));
    const last = keyAt(heights.at(bottom - GLIMPSE_PX));
    if (first !== undefined && last !== undefined) seen(first, last);
  }

  function rest(): void {
    isMoving = false;
    if (slack !== 0) place();
  }

  function scrolled(): void {
    const top = scroller.scrollTop;
    if (Math.abs(top - placedAt) < 1) return;
    placedAt = -1;
    isMoving = true;
    clearTimeout(resting);
    resting = setTimeout(rest, REST_MS);
    const y = top - origin() + slack;
    const place = heights.at(y);
    const key = keyAt(place);
    if (key !== undefined) anchor = { key, into: y - heights.offset(place) };
    setAtEnd(fromEnd() < NEAR_PX);
    tellSeen();
    move();
  }

  /** Something in the page has another size. */
  function resized(entries: readonly ResizeObserverEntry[]): void {
    let isNews = false;
    for (const { target, borderBoxSize } of entries) {
      const key = Number((target as HTMLElement).dataset.key);
      if (rows.get(key) !== target) isNews = true;
      else isNews = heights.measure(placeOf(key), borderBoxSize[0]?.blockSize ?? 0) || isNews;
    }
    viewHeight = scroller.clientHeight;
    if (!isNews) return;
    if (untrack(isAtEnd)) anchor = undefined;
    place();
    // Rows that come into the page now would be too late for this round of the observer.
    requestAnimationFrame(move);
  }

  /** @param share of the view's height that is left above the row */
  function show(key: number, share: number): void {
    anchor = { key, into: -viewHeight * share };
    isMoving = false;
    setAtEnd(false);
    move();
  }

  const observer = new ResizeObserver(resized);
  onCleanup(() => {
    observer.disconnect();
    clearTimeout(resting);
  });

  return {
    /** The places of the rows that are in the page. */
    span,
    isAtEnd,
    scrolled,

    /** @param others elements before and after the rows, whose size matters */
    attach(frame: HTMLElement, rowsIn: HTMLElement, ...others: HTMLElement[]): void {
      scroller = frame;
      list = rowsIn;
      viewHeight = scroller.clientHeight;
      for (const element of [scroller, ...others]) observer.observe(element);
      move();
    },

    /** A row is in the page, until the owner it is called in is disposed of. It carries its key as data-key. */
    enter(key: number, element: HTMLElement): void {
      rows.set(key, element);
      unmeasured.add(key);
      observer.observe(element);
      onCleanup(() => {
        // The focus doesn't vanish with what had it: keys go on scrolling.
        if (element.contains(document.activeElement)) scroller.focus({ preventScroll: true });
        if (rows.get(key) !== element) return;
        rows.delete(key);
        unmeasured.delete(key);
        observer.unobserve(element);
      });
    },

    /** The page has changed: to be called in an effect that follows `span`, and whatever else may change it. */
    settle(): void {
      if (measure()) move();
      else place();
    },
    moves,

    element: (key: number) => rows.get(key),

    toEnd(): void {
      anchor = undefined;
      isMoving = false;
      setAtEnd(true);
      move();
    },

    show,

    /** Shows the row, unless the end of the list shows it as well. */
    showUnlessSeen(key: number, share: number): void {
      if (heights.total - heights.offset(placeOf(key)) > viewHeight * (1 - share)) show(key, share);
    },
  };
}
