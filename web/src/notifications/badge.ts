import { type Accessor, createEffect, createMemo, onCleanup } from "solid-js";

/** Draws the count on the page's icon while it is above zero. Belongs to the Solid owner it is made in. */
export function createBadge(count: Accessor<number>): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link === null) return;
  const plain = { href: link.href, type: link.type };
  // Two digits would be unreadable at the size of a tab's icon.
  const label = createMemo(() => (count() > 9 ? "9+" : count() > 0 ? String(count()) : ""));
  createEffect(() => {
    const wanted = label();
    if (wanted === "") return void Object.assign(link, plain);
    import("./badge-image.ts")
      .then(({ drawBadge }) => drawBadge(plain.href, wanted))
      .then((href) => label() === wanted && Object.assign(link, { href, type: "image/png" }))
      .catch(() => {});
  });
  onCleanup(() => Object.assign(link, plain));
}
