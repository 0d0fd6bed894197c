import { type JSX, Show } from "solid-js";
import type { Member, Role } from "#protocol/frames";
import { Avatar } from "../avatars/avatar.tsx";
import { t } from "../i18n/t.ts";
import "./member-row.css";

type MemberRowProps = {
  member: Member & { readonly role: Role };
  /** Present, but not looking at the room. */
  isAway?: boolean;
  /** Has left: looks like somebody who is away, but isn't called so. */
  isGone?: boolean;
  isMuted?: boolean;
  isYou?: boolean;
  /** Shown at the row's end. */
  children?: JSX.Element;
  open: () => void;
};

/** Shows a member in a list; a click opens their card. */
export function MemberRow(props: MemberRowProps) {
  return (
    <li data-away={props.isAway || props.isGone ? "" : undefined} title={props.isAway ? t().away : undefined}>
      <button type="button" data-look="quiet" aria-haspopup="dialog" onClick={() => props.open()}>
        <Avatar id={props.member.id} name={props.member.name} avatar={props.member.avatar} />
        <span class="member-row-who">
          <span class="member-row-name" dir="auto">
            {props.member.name}
          </span>
          <Show when={props.isAway}>
            <span class="visually-hidden">{t().away}</span>
          </Show>
          <span class="member-row-tags">
            <Show when={props.isMuted}>
              <span class="member-row-tag">{t().muted}</span>
            </Show>
            <Show when={props.member.role !== "member"}>
              <span class="member-row-tag">{t().roles[props.member.role]}</span>
            </Show>
            <Show when={props.isYou}>
              <span class="member-row-tag" data-you="">
                {t().you}
              </span>
            </Show>
          </span>
        </span>
        {props.children}
      </button>
    </li>
  );
}
