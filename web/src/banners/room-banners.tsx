// News about the room itself, over the upper edge of the talk, and what else goes on beside it. Said politely to those who
// listen, from regions that are there before there is anything to say.
import { createEffect, createMemo, on, Show } from "solid-js";
import { may } from "#protocol/roles";
import { w } from "../i18n/t.ts";
import { createBadge } from "../notifications/badge.ts";
import { createCalling } from "../notifications/notify.ts";
import { useRoom } from "../room/context.ts";
import { createAside } from "../room/deferred-features.ts";
import { type Founder, make } from "../room-options/create-room.ts";
import { createAway } from "../sync/away.ts";
import { eventsOf } from "../sync/event-list.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import { ConnectionLine } from "./connection-banner.tsx";
import { createNewer } from "./update-check.ts";

const UpdateNote = makeLate(async () => (await import("./update-banner.tsx")).UpdateNote);
const Knocks = makeLate(async () => (await import("../people/knocks.tsx")).Knocks);
const Undoings = makeLate(async () => (await import("./undo-banner.tsx")).Undoings);
const Banner = makeLate(async () => (await import("./ending-banner.tsx")).Banner);

export function Notes(props: Founder & { name: string }) {
  const room = useRoom();
  const call = createCalling({ isSeen: room.isSeen, name: () => props.name, tag: `room:${room.key}` });
  const aside = createAside({
    ...room,
    tell: call,
    makeRoom: (wishes) => make(props, wishes),
  });
  room.setAside(aside);
  const { deadline } = aside.reminder;
  const newer = createNewer(room.build);
  createBadge(room.reading.unseen);
  const isOpen = createMemo(() => room.phase().is === "open");
  createAway({ ...room, isOpen, say: (on) => room.connection.say({ type: "away", on }) });
  const knocks = () => (may(room.role(), "admit") ? room.state().knocks : []);
  createEffect(
    on(
      () => knocks().length,
      (count, before = 0) => {
        const newest = knocks().at(-1);
        const how = aside.telling.calling();
        if (newest !== undefined && how !== undefined && count > before) {
          call([{ user: newest.user, message: w().wantsIn(newest.user) }], how);
        }
      },
    ),
  );
  // Who hands a room over keeps no key to it.
  createEffect(
    on(room.log, (log) => {
      if (room.ownerKey() === undefined) return;
      const isGiven = eventsOf(log).some((event) => event.type === "room" && event.action === "handover");
      if (isGiven) props.keys.forget(room.code);
    }),
  );
  return (
    <>
      <ConnectionLine />
      <p class="unseen" role="status">
        <Show when={deadline()}>{(moment) => w().deadlines[moment()]}</Show>
      </p>
      <p class="unseen" role="status">
        <Show when={knocks().length > 0}>{w().wantIn(knocks().map(({ user }) => user))}</Show>
      </p>
      <Show when={knocks().length > 0}>
        <Knocks knocks={knocks()} />
      </Show>
      <Undoings undoing={aside.undoing} />
      <Show when={deadline()}>{(moment) => <Banner aside={aside} deadline={moment()} />}</Show>
      <p class="unseen" role="status">
        <Show when={newer.isNewer()}>{w().newVersion}</Show>
      </p>
      <Show when={newer.isNewer()}>
        <UpdateNote putAway={newer.putAway} />
      </Show>
    </>
  );
}
