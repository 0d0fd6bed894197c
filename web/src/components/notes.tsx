// News about the room itself, over the upper edge of the talk, and what else goes on beside it. Said politely to those who
// listen, from regions that are there before there is anything to say.
import { Show } from "solid-js";
import { type Founder, make } from "../founding.ts";
import { createBadge } from "../primitives/badge.ts";
import { createCalling } from "../primitives/calling.ts";
import { makeLate } from "../primitives/late.tsx";
import { createNewer } from "../primitives/newer.ts";
import { createAside } from "../room/aside.ts";
import { useRoom } from "../room/context.ts";
import { w } from "../words/words.ts";
import { ConnectionLine } from "./connectionline.tsx";

const UpdateNote = makeLate(async () => (await import("./updatenote.tsx")).UpdateNote);
const Banner = makeLate(async () => (await import("./banner.tsx")).Banner);

export function Notes(props: Founder & { name: string }) {
  const room = useRoom();
  const aside = createAside({
    ...room,
    tell: createCalling({ isSeen: room.isSeen, name: () => props.name, tag: `room:${room.key}` }),
    makeRoom: (wishes) => make(props, wishes),
  });
  room.setAside(aside);
  const { deadline } = aside.reminder;
  const newer = createNewer(room.build);
  createBadge(room.reading.unseen);
  return (
    <>
      <ConnectionLine />
      <p class="unseen" role="status">
        <Show when={deadline()}>{(moment) => w().deadlines[moment()]}</Show>
      </p>
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
