// The number of what nobody has seen, in the tab's title and its icon.
import { type Accessor, createEffect, createMemo, onCleanup } from "solid-js";

const MOST = 99;

/** `(3) Title`; beyond 99 it is many. */
export function counted(title: string, count: number): string {
  if (count === 0) return title;
  return `(${count > MOST ? `${MOST}+` : count}) ${title}`;
}

/** Draws the count onto the page's icon while there is one. Belongs to the Solid owner it is made in. */
export function createBadge(count: Accessor<number>): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link === null) return;
  const plain = { href: link.href, type: link.type };
  // More than one digit can't be read at that size.
  const label = createMemo(() => (count() > 9 ? "9+" : count() > 0 ? String(count()) : ""));
  createEffect(() => {
    const wanted = label();
    if (wanted === "") return void Object.assign(link, plain);
    import("./badgeart.ts")
      .then(({ drawBadge }) => drawBadge(plain.href, wanted))
      .then((href) => label() === wanted && Object.assign(link, { href, type: "image/png" }))
      .catch(() => {});
  });
  onCleanup(() => Object.assign(link, plain));
}
