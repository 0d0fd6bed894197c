// Somebody of this room: who they are, whether they are here, and what one may do about them, nothing else.
import { createSignal, For, Show } from "solid-js";
import { OWNERLESS_MS } from "#protocol/limits";
import { mayActOn } from "#protocol/roles";
import { Avatar } from "../avatars/avatar.tsx";
import { said } from "../i18n/refusal-texts.ts";
import { momentSaid } from "../i18n/room-event-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { createPeople, type Known } from "../room/known-members.ts";
import { moderate } from "../room/room-actions.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Question } from "../ui/question.tsx";
import "./member-card.css";

/** In minutes; 0 is to the room's end. */
const MUTES = [10, 60, 0] as const;

/** What is asked about first. */
type Grave = "ban" | "handover" | "wipe";

export function MemberCard(props: { id: string; close: () => void }) {
  const room = useRoom();
  const people = createPeople(room);
  const [problem, setProblem] = createSignal<Refusal>();
  const [asking, ask] = createSignal<Grave>();
  // Who goes while their card is open is shown as they were.
  const member = () => people.of(props.id);

  return (
    <Show when={member()}>
      {(member) => (
        <Dialog title={w().member} close={props.close}>
          <div class="membercard">
            <Avatar id={props.id} name={member().name} avatar={member().avatar} />
            <div>
              <p class="membercard-name" dir="auto">
                {member().name}
              </p>
              <p class="membercard-facts">{factsOf(member()).join(" · ")}</p>
            </div>
          </div>
          <Actions member={member()} />
          <Show when={problem()}>
            {(refusal) => (
              <p class="problem" role="alert">
                {said(refusal())}
              </p>
            )}
          </Show>
          <Show when={asking()}>
            {(what) => (
              <Question
                title={w().graves[what()].title(member().name)}
                words={w().graves[what()].words}
                keep={w().cancel}
                act={w().graves[what()].act}
                does={() => moderate(room, what(), props.id)}
                close={() => ask(undefined)}
              />
            )}
          </Show>
        </Dialog>
      )}
    </Show>
  );

  function factsOf({ role, status, lastSeenAt, mutedUntil }: Known): string[] {
    const isMuted = mutedUntil !== undefined && Date.parse(mutedUntil) > room.serverNow();
    return [
      w().roles[role],
      lastSeenAt === null ? w().statuses[status] : w().seenLast(momentSaid(lastSeenAt)),
      ...(isMuted ? [w().mutedTill(momentSaid(mutedUntil))] : []),
    ];
  }

  /** Does it, and says why not. */
  async function act(...what: Parameters<typeof moderate> extends [unknown, ...infer Rest] ? Rest : never) {
    setProblem(await moderate(room, ...what));
    void people.ask();
  }

  function kick({ id, name }: Known): void {
    const run = () => void moderate(room, "kick", id);
    room.aside()?.undoing.later(() => w().aboutToKick(name), run);
    props.close();
  }

  function Actions(part: { member: Known }) {
    const role = () => room.role();
    const target = () => part.member.role;
    const can = (action: Parameters<typeof mayActOn>[1]) => !isYou() && mayActOn(role(), action, target());
    const isYou = () => props.id === room.state().you?.id;
    const isHere = () => part.member.status !== "offline";
    const isMuted = () => Date.parse(part.member.mutedUntil ?? "") > room.serverNow();
    /** The owner's key is here, or nobody has kept this room for a day. */
    const mayTake = () => {
      if (!isYou() || target() === "owner") return false;
      if (room.ownerKey() !== undefined) return true;
      const owner = people.owner();
      const seenAt = owner !== undefined && "lastSeenAt" in owner ? Date.parse(owner.lastSeenAt ?? "") : Number.NaN;
      const isHere = room.members().some(({ role }) => role === "owner");
      return !isHere && (owner === undefined || room.serverNow() - seenAt >= OWNERLESS_MS);
    };
    return (
      <div class="membercard-acts">
        <Show when={mayTake()}>
          <button type="button" onClick={() => act("take", props.id)}>
            {w().takeOver}
          </button>
        </Show>
        <Show when={target() === "member" && can("promote")}>
          <button type="button" onClick={() => act("promote", props.id)}>
            {w().makeAdmin}
          </button>
        </Show>
        <Show when={target() === "admin" && can("demote")}>
          <button type="button" onClick={() => act("demote", props.id)}>
            {w().unmakeAdmin}
          </button>
        </Show>
        <Show when={can("handover")}>
          <button type="button" onClick={() => ask("handover")}>
            {w().handOver}…
          </button>
        </Show>
        <Show when={isHere() && can("mute") && !isMuted()}>
          <fieldset class="membercard-mutes">
            <legend>{w().mute}</legend>
            <For each={MUTES}>
              {(minutes) => (
                <button type="button" onClick={() => act("mute", props.id, minutes === 0 ? undefined : minutes)}>
                  {w().muteFor[minutes]}
                </button>
              )}
            </For>
          </fieldset>
        </Show>
        <Show when={isMuted() && can("unmute")}>
          <button type="button" onClick={() => act("unmute", props.id)}>
            {w().unmute}
          </button>
        </Show>
        <Show when={can("wipe")}>
          <button type="button" data-danger="" onClick={() => ask("wipe")}>
            {w().wipe}…
          </button>
        </Show>
        <Show when={isHere() && can("kick")}>
          <button type="button" data-danger="" onClick={() => kick(part.member)}>
            {w().kick}
          </button>
        </Show>
        <Show when={can("ban")}>
          <button type="button" data-danger="" onClick={() => ask("ban")}>
            {w().ban}…
          </button>
        </Show>
      </div>
    );
  }
}
