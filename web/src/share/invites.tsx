import { createSignal, For, onMount, Show } from "solid-js";
import { MAX_INVITE_USES } from "#protocol/limits";
import { api, settle } from "../api/api.ts";
import { ApiError, type Refusal } from "../api/api-error.ts";
import { roomAddress } from "../browser/route.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { requestAs } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import { QrCode } from "./qr-code.tsx";
import { ShareButton } from "./share-button.tsx";
import "../ui/disclosure.css";
import "./invites.css";

type Invite = {
  readonly id: string;
  readonly uses: number;
  readonly usesLeft: number;
  readonly expiresAt: string | null;
};

/** In minutes; with 0 a link works as long as the room lives. */
const LIFETIME_MINUTES = [60, 1440, 10_080, 0] as const;

/**
 * Creates one-time links, which let people in whatever the entry rule is, and lists those that still work. Those of an
 * encrypted room have its key for one person.
 */
export function Invites() {
  const room = useRoom();
  const sealed = cipherOf(room.storageKey)?.invites;
  const [invites, setInvites] = createSignal<readonly Invite[]>([]);
  const [link, setLink] = createSignal<string>();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);
  /** An open room needs none. */
  const isFolded = room.state().room?.entry === "open";
  const path = () => api.rooms({ code: room.code }).invites;

  async function refresh(): Promise<void> {
    const answer = await requestAs(room, (auth) => settle(path().get(auth)));
    if (!(answer instanceof ApiError)) setInvites(answer.invites);
  }
  onMount(() => void refresh());

  async function create(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const minutes = Number(form.get("minutes"));
    const uses = Number(form.get("uses") ?? 1);
    setBusy(true);
    const made = await sealed?.make();
    const options = { uses, ...(minutes > 0 && { minutes }), ...(made && { wrapped: made.wrapped }) };
    const created =
      sealed === undefined || made !== undefined
        ? await requestAs(room, (auth) => settle(path().post(options, auth)))
        : new ApiError("key_old", "");
    setBusy(false);
    setProblem(created instanceof ApiError ? created : undefined);
    if (created instanceof ApiError) return;
    const key = made ? `&${made.link}` : "";
    setLink(`${roomAddress(room.state().room?.shownCode ?? room.code)}#invite=${created.invite}${key}`);
    await refresh();
  }

  async function revoke(id: string): Promise<void> {
    const answer = await requestAs(room, (auth) => settle(path()({ id }).delete(undefined, auth)));
    setProblem(answer instanceof ApiError ? answer : undefined);
    setLink(undefined);
    await refresh();
  }

  const facts = ({ uses, usesLeft, expiresAt }: Invite) =>
    [t().usesLeft(usesLeft, uses), ...(expiresAt === null ? [] : [t().goodUntil(momentText(expiresAt))])].join(" · ");

  return (
    <details class="invites disclosure" open={!isFolded}>
      <summary>{t().oneTimeLinks}</summary>
      <div class="invites-parts">
        <p class="hint">{sealed?.hint() ?? (isFolded ? t().oneTimeLinksOpen : t().oneTimeLinksWhy)}</p>
        <form class="invites-form" autocomplete="off" onSubmit={create}>
          <Show when={sealed === undefined}>
            <label>
              {t().inviteUses}
              <input name="uses" type="number" inputmode="numeric" min="1" max={MAX_INVITE_USES} value="1" required />
            </label>
          </Show>
          <label>
            {t().inviteExpires}
            <select name="minutes">
              <For each={LIFETIME_MINUTES}>
                {(minutes) => (
                  <option value={minutes} selected={minutes === 1440}>
                    {minutes === 0 ? t().inviteExpiresWithRoom : t().lifeOptions[minutes]}
                  </option>
                )}
              </For>
            </select>
          </label>
          <button type="submit" data-look="primary" disabled={isBusy()}>
            {t().createLink}
          </button>
        </form>
        <ProblemLine problem={problem()} />
        <Show when={link()}>
          {(link) => (
            <div class="invites-new-link" data-encrypted={sealed && ""}>
              <div class="invites-qr">
                <QrCode text={link()} label={t().qrCode} />
              </div>
              <div class="invites-link">
                <p dir="ltr" translate="no">
                  {link()}
                </p>
                <p class="hint" role="status">
                  {t().shownOnce}
                </p>
                <div class="share-sheet-actions">
                  <CopyButton text={link()} label={t().copyInvite} look="primary" />
                  <ShareButton title={room.state().room?.title || room.code} url={link()} />
                </div>
              </div>
            </div>
          )}
        </Show>
        <Show when={invites().length > 0}>
          <ul class="invites-list" aria-label={t().oneTimeLinks}>
            <For each={invites()}>
              {(invite) => (
                <li>
                  <span>{facts(invite)}</span>
                  <button type="button" onClick={() => revoke(invite.id)}>
                    {t().revoke}
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
