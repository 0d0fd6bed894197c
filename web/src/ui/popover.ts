import { onCleanup, onMount } from "solid-js";
import { createModal } from "./modal.ts";
import { type Box, type PopoverPosition, positionPopover, visibleArea, watchVisibleArea } from "./popover-position.ts";

export type PopoverOptions = {
  dialog(): HTMLDialogElement;
  /** Where the element is that it opens beside. */
  anchor(): Box;
  /** In CSS px. Without enough room the popover is smaller, or a sheet. */
  preferredSize(): { width: number; height: number };
  /** Returns whether it is a sheet along the bottom, placed by the stylesheet; by default this depends on the space. */
  isSheet?(): boolean;
  /** Called after each time it was placed beside its anchor. */
  onPlaced?(place: PopoverPosition): void;
  /** Unmounts it; called once. */
  close(): void;
};

/**
 * Opens a dialog as a modal popover: beside its anchor, or as a sheet along the bottom of a narrow screen (`data-sheet`).
 * Its place is in the custom properties --left, --top, --width and --height, in px, and follows the visible page.
 * Belongs to the Solid owner it is created in.
 * @returns a function that closes it
 */
export function createPopover({ dialog, anchor, preferredSize, isSheet, onPlaced, close }: PopoverOptions): () => void {
  function updatePosition(): void {
    const element = dialog();
    const isAlwaysSheet = isSheet?.();
    if (isAlwaysSheet !== undefined) element.toggleAttribute("data-sheet", isAlwaysSheet);
    if (isAlwaysSheet) return;
    const isRtl = getComputedStyle(element).direction === "rtl";
    const place = positionPopover(anchor(), preferredSize(), visibleArea(), isRtl);
    for (const side of ["left", "top", "width", "height"] as const) {
      element.style.setProperty(`--${side}`, `${place[side]}px`);
    }
    if (isAlwaysSheet === undefined) element.toggleAttribute("data-sheet", place.isSheet);
    onPlaced?.(place);
  }

  const leave = createModal(dialog, close);
  onMount(() => onCleanup(watchVisibleArea(updatePosition)));
  return leave;
}

/** Returns the size of one rem in px. */
export function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
