// Links that let somebody in whatever the door is: made for so many and so long, told once, and called back.
import { createSignal, For, onMount, Show } from "solid-js";
import { INVITE_USES } from "#protocol/limits";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { roomAddress } from "../browser/route.ts";
import { said } from "../i18n/refusal-texts.ts";
import { momentSaid } from "../i18n/room-event-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { asActor } from "../room/room-actions.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Qr } from "./qr.tsx";
import "../room-options/room-choices.css";
import "./invites.css";

type Invite = {
  readonly id: string;
  readonly uses: number;
  readonly usesLeft: number;
  readonly expiresAt: string | null;
};

/** In minutes; 0 is as long as the room. */
const LIVES = [60, 1440, 10_080, 0] as const;

export function Invites() {
  const room = useRoom();
  const [invites, setInvites] = createSignal<readonly Invite[]>([]);
  const [link, setLink] = createSignal<string>();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);
  /** The room's own link lets nobody in who isn't known already. */
  const isNeeded = ["locked", "members"].includes(room.state().room?.entry ?? "");
  const path = () => api.rooms({ code: room.code }).invites;

  async function ask(): Promise<void> {
    const answer = await asActor(room, (by) => settle(path().get(by)));
    if (!(answer instanceof Refused)) setInvites(answer.invites);
  }
  onMount(() => void ask());

  async function make(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const minutes = Number(form.get("minutes"));
    const wish = { uses: Number(form.get("uses")), ...(minutes > 0 && { minutes }) };
    setBusy(true);
    const made = await asActor(room, (by) => settle(path().post(wish, by)));
    setBusy(false);
    setProblem(made instanceof Refused ? made : undefined);
    if (made instanceof Refused) return;
    setLink(`${roomAddress(room.state().room?.shownCode ?? room.code)}#invite=${made.invite}`);
    await ask();
  }

  async function revoke(id: string): Promise<void> {
    const answer = await asActor(room, (by) => settle(path()({ id }).delete(undefined, by)));
    setProblem(answer instanceof Refused ? answer : undefined);
    setLink(undefined);
    await ask();
  }

  function share(url: string): void {
    // Whoever closes the device's own sheet has changed their mind.
    navigator.share({ title: room.state().room?.title || room.code, url }).catch(() => {});
  }

  const facts = ({ uses, usesLeft, expiresAt }: Invite) =>
    [w().usesLeft(usesLeft, uses), ...(expiresAt === null ? [] : [w().goodUntil(momentSaid(expiresAt))])].join(" · ");

  return (
    <details class="invites roomchoices" open={isNeeded}>
      <summary>{w().inviteLinks}</summary>
      <div class="invites-parts">
        <p class="hint">{w().inviteLinksWhy}</p>
        <form class="invites-make" autocomplete="off" onSubmit={make}>
          <label>
            {w().forHowMany}
            <input name="uses" type="number" inputmode="numeric" min="1" max={INVITE_USES} value="1" required />
          </label>
          <label>
            {w().forHowLong}
            <select name="minutes">
              <For each={LIVES}>
                {(minutes) => (
                  <option value={minutes} selected={minutes === 1440}>
                    {minutes === 0 ? w().asTheRoom : w().lives[minutes]}
                  </option>
                )}
              </For>
            </select>
          </label>
          <button type="submit" data-look="primary" disabled={isBusy()}>
            {w().makeLink}
          </button>
        </form>
        <Show when={problem()}>
          {(refusal) => (
            <p class="problem" role="alert">
              {said(refusal())}
            </p>
          )}
        </Show>
        <Show when={link()}>
          {(link) => (
            <div class="invites-made">
              <div class="invites-qr">
                <Qr text={link()} label={w().qrCode} />
              </div>
              <div class="invites-link">
                <p dir="ltr" translate="no">
                  {link()}
                </p>
                <p class="hint" role="status">
                  {w().toldOnce}
                </p>
                <div class="sharesheet-ways">
                  <CopyButton text={link()} label={w().copyInvite} look="primary" />
                  <Show when={typeof navigator.share === "function"}>
                    <button type="button" onClick={() => share(link())}>
                      {w().share}
                    </button>
                  </Show>
                </div>
              </div>
            </div>
          )}
        </Show>
        <Show when={invites().length > 0}>
          <ul class="invites-list" aria-label={w().inviteLinks}>
            <For each={invites()}>
              {(invite) => (
                <li>
                  <span>{facts(invite)}</span>
                  <button type="button" onClick={() => revoke(invite.id)}>
                    {w().revoke}
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </div>
    </details>
  );
}
