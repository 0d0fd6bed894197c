import { createMemo, For, type JSX, Show, useContext } from "solid-js";
import { t } from "../i18n/t.ts";
import { RoomContext } from "../room/context.ts";
import { isAtSignIn, splitMentions } from "../room/mention.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { shownAddress } from "./markdown/address.ts";
import { type Block, type Item, parseMessage } from "./markdown/blocks.ts";
import type { Inline } from "./markdown/inline.ts";
import "./markdown.css";

type Mentions = readonly string[] | undefined;

/** A number of more digits would stand out of the message beside its item. */
const MAX_NUMBER_BESIDE = 99;

/** Renders one parsed message; its author's client may have said whom it mentions. */
function createRenderer(mentions: () => Mentions) {
  // Each element finds its own direction and keeps it to itself: nothing in it turns what follows.
  function renderInline(node: Inline): JSX.Element {
    switch (node.is) {
      case "text":
        return isAtSignIn(node.text) ? <TextWithMentions text={node.text} mentions={mentions()} /> : node.text;
      case "code":
        return <code dir="auto">{node.text}</code>;
      case "strong":
        return <strong dir="auto">{node.children.map(renderInline)}</strong>;
      case "em":
        return <em dir="auto">{node.children.map(renderInline)}</em>;
      case "del":
        return <del dir="auto">{node.children.map(renderInline)}</del>;
      case "link":
        return renderLink(node);
    }
  }

  function renderLink(node: Extract<Inline, { is: "link" }>): JSX.Element {
    const renderBare = (child: Inline) => ("text" in child ? shownAddress(child.text) : renderInline(child));
    return (
      <a
        href={node.href}
        title={node.href}
        target="_blank"
        rel="noopener noreferrer"
        dir={node.isBare ? "ltr" : "auto"}
      >
        <Show when={node.host} fallback={node.children.map(node.isBare ? renderBare : renderInline)}>
          {(host) => (
            <>
              <bdi>{node.children.map(node.isBare ? renderBare : renderInline)}</bdi>
              <bdi class="link-host" dir="ltr">{` (${host()})`}</bdi>
            </>
          )}
        </Show>
      </a>
    );
  }

  function renderItem({ number, mark, text, children }: Item): JSX.Element {
    const content = [text.map(renderInline), children.map(renderBlock)];
    // Solid would make 0 of a number that isn't there.
    if (number === undefined) return <li dir="auto">{content}</li>;
    return (
      <li dir="auto" value={number} data-mark={mark}>
        {content}
      </li>
    );
  }

  function renderBlock(node: Block): JSX.Element {
    switch (node.is) {
      case "paragraph":
        return <p dir="auto">{node.children.map(renderInline)}</p>;
      case "code":
        return (
          <div class="code-block">
            <pre tabindex="0" dir="ltr" data-language={node.language}>
              <code>{node.text}</code>
            </pre>
            <CopyButton text={node.text} label={t().copyCode} />
          </div>
        );
      case "quote":
        return <blockquote>{node.children.map(renderBlock)}</blockquote>;
      case "list": {
        const items = node.items.map(renderItem);
        if (!node.isNumbered) return <ul>{items}</ul>;
        const isWide = node.items.some(({ number = 0 }) => number > MAX_NUMBER_BESIDE);
        return <ol data-wide={isWide ? "" : undefined}>{items}</ol>;
      }
    }
  }

  return renderBlock;
}

/** A text in which mentions of members are marked. */
function TextWithMentions(props: { text: string; mentions: Mentions }) {
  const room = useContext(RoomContext);
  const members = createMemo(() => {
    const { mentions } = props;
    const present = room?.members() ?? [];
    return mentions === undefined ? present : present.filter(({ id }) => mentions.includes(id));
  });
  const pieces = createMemo(() => splitMentions(props.text, members(), props.mentions));
  return (
    <For each={pieces()}>
      {({ text, member }) => (
        <Show when={member} fallback={text}>
          {(member) => (
            <span class="mention" data-own={member().id === room?.state().you?.id ? "" : undefined}>
              <bdi>{text}</bdi>
            </span>
          )}
        </Show>
      )}
    </For>
  );
}

/** A message's text with its Markdown and mentions. Text only ever becomes text nodes, never HTML. */
export function Markdown(props: { text: string; mentions?: Mentions }) {
  const renderBlock = createRenderer(() => props.mentions);
  return <>{parseMessage(props.text).map(renderBlock)}</>;
}
