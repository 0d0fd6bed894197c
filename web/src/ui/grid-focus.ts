import { gridStep } from "./grid-step.ts";

/**
 * Controls which one cell of a grid Tab reaches. It reads the page each time, so that rows may come and go: rows are the
 * elements with that role, and cells their children.
 */
export function createGridFocus(root: () => HTMLElement) {
  let active: HTMLElement | undefined;
  const rows = () => [...root().querySelectorAll<HTMLElement>("[role=row]")];

  const isThere = () => active !== undefined && root().contains(active);

  function activate(cell: HTMLElement): void {
    if (active !== undefined) active.tabIndex = -1;
    cell.tabIndex = 0;
    active = cell;
  }

  function focus(cell: Element | null | undefined): boolean {
    if (!(cell instanceof HTMLElement)) return false;
    activate(cell);
    cell.focus();
    return true;
  }

  return {
    /** Returns the cell that an event happened in. */
    cellOf(target: EventTarget | null): HTMLElement | undefined {
      return target instanceof Element ? (target.closest<HTMLElement>("[role=gridcell]") ?? undefined) : undefined;
    },
    activate,
    /** Makes sure that Tab reaches a cell, also when the active one was removed. */
    settle(): void {
      const first = root().querySelector<HTMLElement>("[role=gridcell]");
      if (!isThere() && first !== null) activate(first);
    },
    /** Focuses the active cell, or the first. Returns whether there is one. */
    enter: () => focus(isThere() ? active : rows()[0]?.firstElementChild),
    /** Makes Tab go into this part of the grid next. */
    activateIn(part: Element): void {
      const first = part.querySelector<HTMLElement>("[role=gridcell]");
      if (first !== null) activate(first);
    },
    /** Moves the focus by a key. Returns whether the key led to another cell. */
    move(cell: HTMLElement, key: string): boolean {
      const row = cell.parentElement;
      const all = rows();
      if (row === null) return false;
      const from = { row: all.indexOf(row), column: [...row.children].indexOf(cell) };
      const isRtl = getComputedStyle(root()).direction === "rtl";
      const lengths = all.map(({ childElementCount }) => childElementCount);
      const to = gridStep(lengths, from, key, isRtl);
      return to !== undefined && focus(all[to.row]?.children[to.column]);
    },
  };
}
