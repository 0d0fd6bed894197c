// The one cell of a grid that Tab reaches, and how keys move it. Works on what is on the page: rows are elements of that
// role, cells their children; it holds while rows come and go.
import { gridStep } from "./grid-step.ts";

export type GridFocus = ReturnType<typeof makeGridFocus>;

export function makeGridFocus(root: () => HTMLElement) {
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
    /** The cell an event is about. */
    cellOf(target: EventTarget | null): HTMLElement | undefined {
      return target instanceof Element ? (target.closest<HTMLElement>("[role=gridcell]") ?? undefined) : undefined;
    },
    activate,
    /** Tab shall reach a cell, whatever happened to the last one. */
    settle(): void {
      const first = root().querySelector<HTMLElement>("[role=gridcell]");
      if (!isThere() && first !== null) activate(first);
    },
    /** @returns whether there is a cell to go to */
    enter: () => focus(isThere() ? active : rows()[0]?.firstElementChild),
    /** Tab goes into this part of the grid next. */
    activateIn(part: Element): void {
      const first = part.querySelector<HTMLElement>("[role=gridcell]");
      if (first !== null) activate(first);
    },
    /** @returns whether the key led to another cell */
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
