import { type Accessor, createSignal, onCleanup, onMount, untrack } from "solid-js";
import { type EventList, eventAt, firstEvent, indexOfSeq, lastEvent } from "../sync/event-list.ts";
import { joinRanges } from "./scrolling/join-ranges.ts";
import type { VirtualList } from "./scrolling/virtual-list.ts";
import type { VisibleRange } from "./scrolling/visible-range.ts";

/** Of a selection that is longer than this, the newest rows are kept. */
const MAX_ROWS = 2000;

/** The seqs of the first and the last row to keep. */
type Kept = { readonly first: number; readonly last: number };

const atMost = (first: number, last: number): Kept => ({ first: Math.max(first, last - MAX_ROWS + 1), last });

/** Returns the rows that the reader's selection touches. */
function selectedRows(rows: HTMLElement): Kept | undefined {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const touched = [...rows.querySelectorAll<HTMLElement>("[data-key]")].filter((row) => range.intersectsNode(row));
  const [first, last] = [touched[0], touched.at(-1)];
  return first && last && atMost(Number(first.dataset.key), Number(last.dataset.key));
}

/**
 * Keeps the rows that the reader has selected in the page, for a selection loses what leaves it; and all rows while they are
 * printed. Renders nothing. A component, so that its code is loaded after the first messages are shown.
 * @param props.rows the parent of the rows, which carry their seqs as data-key
 */
export function KeptRows(props: { log: Accessor<EventList>; rows: HTMLElement; virtualList: VirtualList }): null {
  const { log, virtualList } = untrack(() => ({ log: props.log, virtualList: props.virtualList }));
  const [kept, keep] = createSignal<Kept>();
  let rowAfterGap: HTMLElement | undefined;
  /** The selection as the reader made it. */
  let ends: Pick<Selection, "anchorNode" | "anchorOffset" | "focusNode" | "focusOffset"> | undefined;

  /** A row that is put elsewhere among the others takes its end of the selection away. */
  function restoreSelection(): void {
    const selection = getSelection();
    // Who has begun to write has left the selection.
    if (!props.rows.contains(selection?.anchorNode ?? null)) return;
    if (selection === null || !ends?.anchorNode?.isConnected || !ends.focusNode?.isConnected) return;
    if (selection.anchorNode === ends.anchorNode && selection.focusNode === ends.focusNode) return;
    selection.setBaseAndExtent(ends.anchorNode, ends.anchorOffset, ends.focusNode, ends.focusOffset);
  }

  function ranges(near: VisibleRange): readonly VisibleRange[] {
    const rows = kept();
    if (rows === undefined) return [near];
    const now = untrack(log);
    return joinRanges(near, { from: indexOfSeq(now, rows.first), to: indexOfSeq(now, rows.last + 1) });
  }

  function holdApart([one, two]: readonly VisibleRange[]): void {
    restoreSelection();
    if (rowAfterGap !== undefined) rowAfterGap.style.marginBlockStart = "";
    rowAfterGap = two && virtualList.rowElement(eventAt(untrack(log), two.from)?.seq ?? -1);
    if (one !== undefined && two !== undefined && rowAfterGap !== undefined)
      rowAfterGap.style.marginBlockStart = `${virtualList.heights.offsetOf(two.from) - virtualList.heights.offsetOf(one.to)}px`;
  }

  const stop = new AbortController();
  const options = { signal: stop.signal };
  const keepSelected = () => {
    const selected = selectedRows(props.rows);
    const { anchorNode = null, anchorOffset = 0, focusNode = null, focusOffset = 0 } = getSelection() ?? {};
    ends = selected && { anchorNode, anchorOffset, focusNode, focusOffset };
    keep(selected);
  };
  const keepAll = () => {
    const [first, last] = [firstEvent(log()), lastEvent(log())];
    if (first !== undefined && last !== undefined) keep({ first: first.seq, last: last.seq });
  };
  onMount(() => {
    virtualList.setKeeper({ ranges, holdApart });
    keepSelected();
    document.addEventListener("selectionchange", keepSelected, options);
    window.addEventListener("beforeprint", keepAll, options);
    window.addEventListener("afterprint", keepSelected, options);
  });
  onCleanup(() => {
    stop.abort();
    virtualList.setKeeper(undefined);
  });
  return null;
}
