import { createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { language } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { createNameMatcher, sortRoster } from "../room/roster-order.ts";
import { createFrameThrottle } from "../ui/frame-throttle.ts";
import { MemberRow } from "./member-row.tsx";

/** More rows than the highest view has, and few enough to be added between two frames. */
const ROWS_AT_ONCE = 40;

/**
 * Lists who is here now. Rows are keyed by member, so a change updates one row; of a long list there are as many rows as
 * somebody has scrolled to.
 * @param props.search only people with this in their name
 */
export function Roster(props: { search?: string }) {
  const room = useRoom();
  // Thousands may come back at once.
  const members = createFrameThrottle(room.members);
  const [count, setCount] = createSignal(ROWS_AT_ONCE);
  const you = createMemo(() => room.state().you?.id);
  const found = createMemo(() => members().filter(createNameMatcher(props.search ?? "")));
  const first = createMemo(() => sortRoster(found(), you(), language(), count()));
  const byId = createMemo(() => new Map(first().map((member) => [member.id, member])));
  const ids = () => first().map(({ id }) => id);

  function watchEnd(end: HTMLLIElement): void {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) setCount((rows) => rows + ROWS_AT_ONCE);
    });
    observer.observe(end);
    onCleanup(() => observer.disconnect());
  }

  const isFuture = (instant: string | undefined) => instant !== undefined && Date.parse(instant) > room.serverNow();
  return (
    <ul class="roster">
      <For each={ids()}>
        {(id) => (
          <Show when={byId().get(id)}>
            {(member) => (
              <MemberRow
                member={member()}
                isAway={member().away === true}
                isMuted={isFuture(member().mutedUntil)}
                isYou={id === you()}
                open={() => room.showMember({ id })}
              />
            )}
          </Show>
        )}
      </For>
      {/* For each count a new one: the observer tells of an element once when it comes into view. */}
      <Show when={found().length > count() && count()} keyed>
        <li class="roster-end" ref={watchEnd} aria-hidden="true" />
      </Show>
    </ul>
  );
}
