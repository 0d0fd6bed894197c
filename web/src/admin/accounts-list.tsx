import { createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { api, settle } from "../api/api.ts";
import { ApiError, type Refusal } from "../api/api-error.ts";
import { adminTexts } from "../i18n/parts/admin-texts.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import { isSameList } from "../ui/same-list.ts";
import type { AdminSession } from "./admin-session.ts";
import { createLoaded } from "./create-loaded.ts";

const SEARCH_DEBOUNCE_MS = 300;
const PAGE_SIZE = 20;
const FILTERS = ["all", "admins", "banned"] as const;

type Query = { readonly q: string; readonly filter: (typeof FILTERS)[number] };
type Account = { username: string; name: string; isAdmin: boolean; isBanned: boolean; createdAt: string };
type Page = { accounts: readonly Account[]; next?: string };

/** Finds accounts by name, the newest first, and bans and unbans them. */
export function AccountsList(props: { session: AdminSession }) {
  const [query, setQuery] = createSignal<Query>({ q: "", filter: "all" });
  const [refusal, setRefusal] = createSignal<Refusal>();
  const [banning, setBanning] = createSignal<Account>();
  let searchTimer = 0;
  onCleanup(() => clearTimeout(searchTimer));

  const fetchPage = ({ q, filter }: Query, cursor?: string): Promise<Page | ApiError> => {
    const query = {
      limit: PAGE_SIZE,
      ...(q !== "" && { q }),
      ...(filter !== "all" && { filter }),
      ...(cursor !== undefined && { cursor }),
    };
    return props.session.request((auth) => settle(api.admin.accounts.get({ query, ...auth })));
  };
  const page = createLoaded(
    () => ({ round: props.session.round(), ...query() }),
    (asked) => fetchPage(asked),
  );
  const accounts = createMemo(() => new Map((page.value()?.accounts ?? []).map((one) => [one.username, one])));
  const usernames = createMemo(() => [...accounts().keys()], [], { equals: isSameList });

  const isFiltered = () => query().q !== "" || query().filter !== "all";

  function searchFor(q: string): void {
    clearTimeout(searchTimer);
    searchTimer = window.setTimeout(() => setQuery(({ filter }) => ({ q, filter })), SEARCH_DEBOUNCE_MS);
  }

  async function showMore(shown: Page): Promise<void> {
    const answer = await fetchPage(query(), shown.next);
    setRefusal(answer instanceof ApiError ? answer : undefined);
    // Meanwhile the list may have become another one.
    if (answer instanceof ApiError || page.value() !== shown) return;
    page.setValue({ ...answer, accounts: [...shown.accounts, ...answer.accounts] });
  }

  /** Bans or unbans an account, whose row stays where it is. */
  async function setBanned({ username }: Account, isBanned: boolean): Promise<Refusal | undefined> {
    const path = api.admin.accounts({ username });
    const answer = await props.session.request((auth) =>
      settle(isBanned ? path.ban.post(undefined, auth) : path.unban.post(undefined, auth)),
    );
    if (answer instanceof ApiError) return answer;
    page.setValue((shown) => {
      const changed = (shown?.accounts ?? []).map((one) => (one.username === username ? { ...one, isBanned } : one));
      return { ...shown, accounts: changed };
    });
    void props.session.refresh();
    return undefined;
  }

  return (
    <>
      <search class="admin-search">
        <input
          type="search"
          dir="auto"
          maxlength="128"
          aria-label={adminTexts().findAccount}
          placeholder={adminTexts().findAccount}
          onInput={(event) => searchFor(event.currentTarget.value.trim())}
        />
        <label>
          {adminTexts().showOnly}
          <select
            onChange={(event) => {
              const filter = event.currentTarget.value as Query["filter"];
              setQuery(({ q }) => ({ q, filter }));
            }}
          >
            <For each={FILTERS}>{(filter) => <option value={filter}>{adminTexts().filters[filter]}</option>}</For>
          </select>
        </label>
      </search>
      <ProblemLine problem={page.problem() ?? refusal()} />
      <Show when={page.value() !== undefined && usernames().length === 0}>
        <p role="status">{isFiltered() ? adminTexts().noneFound : adminTexts().noAccounts}</p>
      </Show>
      <Show when={usernames().length > 0}>
        <ul class="admin-list">
          <For each={usernames()}>
            {(username) => <Show when={accounts().get(username)}>{(account) => <Row account={account()} />}</Show>}
          </For>
        </ul>
      </Show>
      <Show when={page.value()?.next !== undefined && page.value()}>
        {(shown) => (
          <button class="admin-more" type="button" onClick={() => showMore(shown())}>
            {adminTexts().moreAccounts}
          </button>
        )}
      </Show>
      <Show when={banning()}>
        {(account) => (
          <ConfirmDialog
            title={adminTexts().banQuestion(account().username)}
            text={adminTexts().banWarning}
            cancelLabel={t().cancel}
            confirmLabel={t().ban}
            confirm={() => setBanned(account(), true)}
            close={() => setBanning(undefined)}
          />
        )}
      </Show>
    </>
  );

  function Row(row: { account: Account }) {
    const username = () => row.account.username;
    const facts = () => [
      ...(row.account.name === username() ? [] : [isolate(row.account.name)]),
      ...(row.account.isAdmin ? [adminTexts().isAdmin] : []),
      ...(row.account.isBanned ? [adminTexts().isBanned] : []),
      adminTexts().createdAt(momentText(row.account.createdAt)),
    ];
    return (
      <li>
        <span class="admin-list-name">
          <bdi>{username()}</bdi>
        </span>
        <span class="admin-list-facts">{facts().join(" · ")}</span>
        {/* Administrators can't be banned. It is one button, so that it keeps the focus when its meaning changes. */}
        <Show when={!row.account.isAdmin}>
          <button
            type="button"
            aria-haspopup={row.account.isBanned ? undefined : "dialog"}
            aria-label={row.account.isBanned ? t().unbanName(username()) : adminTexts().ban(username())}
            onClick={async () => {
              if (row.account.isBanned) setRefusal(await setBanned(row.account, false));
              else setBanning(row.account);
            }}
          >
            {row.account.isBanned ? t().unban : `${t().ban}…`}
          </button>
        </Show>
      </li>
    );
  }
}

/** Keeps a name of any direction from reordering the line. */
const isolate = (name: string) => `\u2068${name}\u2069`;
