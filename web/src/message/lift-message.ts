/** In CSS px, between the message and what is around it. */
const GAP = 8;

/**
 * Lets a message stand out while its menu is open. Above a sheet it is moved up until the sheet doesn't cover it, and it is
 * left out where the sheet dims the page (message-menu.css).
 * @returns a function that puts it back
 */
export function liftMessage(anchor: HTMLElement, menu: HTMLDialogElement): () => void {
  const message = anchor.closest<HTMLElement>(".message");
  const frame = anchor.closest<HTMLElement>(".transcript");
  if (message === null || frame === null) return () => {};

  function place(): void {
    if (message === null || frame === null || !menu.hasAttribute("data-sheet")) return;
    message.style.removeProperty("--lift");
    const box = message.getBoundingClientRect();
    const top = frame.getBoundingClientRect().top + GAP;
    const covered = box.bottom + GAP - (innerHeight - menu.offsetHeight);
    // Of a long message the beginning is seen.
    const lift = Math.max(0, Math.min(covered, box.top - top));
    message.style.setProperty("--lift", `${lift}px`);
    const hole = {
      top: Math.max(box.top - lift, top),
      bottom: Math.min(box.bottom - lift, innerHeight - menu.offsetHeight),
      left: box.left,
      right: box.right,
    };
    for (const [side, at] of Object.entries(hole)) menu.style.setProperty(`--hole-${side}`, `${at}px`);
  }

  message.dataset.lifted = "";
  place();
  const stop = new AbortController();
  addEventListener("resize", place, { signal: stop.signal });
  frame.addEventListener("scroll", place, { signal: stop.signal });
  return () => {
    stop.abort();
    message.removeAttribute("data-lifted");
    message.style.removeProperty("--lift");
  };
}
