// Where one stands while a room is closed to them: before its door, or after its end.
import { Show } from "solid-js";
import { CLOSE } from "#protocol/error-codes";
import { useRoom } from "../room/context.ts";
import type { Founder } from "../room-options/create-room.ts";
import type { Phase } from "../sync/connection-types.ts";
import { Entrance } from "./join-gate.tsx";
import { Farewell, type Why } from "./room-closed.tsx";

export type Shut = Extract<Phase, { is: "asked" | "knocking" | "closed" }>;
type Closed = Extract<Phase, { is: "closed" }>;

const WHYS: Readonly<Record<string, Why>> = {
  kicked: "shownOut",
  banned: "banned",
  denied: "denied",
  locked: "locked",
  room_full: "full",
  "signed out": "signedOut",
  left: "left",
};

/** @param wasIn the room had welcomed us */
function whyOf({ code, reason, refusal }: Closed, wasIn: boolean): Why {
  if (code === CLOSE.roomEnded) return "ended";
  if (code === CLOSE.noSuchRoom) return "unknown";
  if (code === CLOSE.replaced) return "replaced";
  return WHYS[reason] ?? WHYS[refusal?.code ?? ""] ?? (wasIn ? "shownOut" : "refused");
}

const COMES_NO_MORE: ReadonlySet<Why> = new Set(["ended", "unknown", "banned"]);

/** Where the server's own sentence says more than the page. */
const SAYS_MORE: ReadonlySet<Why> = new Set(["refused", "full"]);

export function Threshold(props: Founder & { shut: Shut }) {
  const room = useRoom();
  const closed = () => (props.shut.is === "closed" ? props.shut : undefined);
  const nextRoom = () => (closed()?.code === CLOSE.roomEnded ? room.aside()?.nextRoom : undefined);
  return (
    <Show when={closed()} fallback={<Entrance identity={props.identity} shut={props.shut} />}>
      {(phase) => {
        const why = () => whyOf(phase(), room.state().room !== undefined);
        return (
          <Farewell
            identity={props.identity}
            keys={props.keys}
            why={why()}
            refusal={SAYS_MORE.has(why()) ? phase().refusal : undefined}
            ended={room.state().ended}
            next={nextRoom()?.code()}
            again={nextRoom()?.wishes()}
            rejoin={COMES_NO_MORE.has(why()) ? undefined : room.rejoin}
          />
        );
      }}
    </Show>
  );
}
