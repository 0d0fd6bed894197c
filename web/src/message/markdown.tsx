import { createMemo, For, type JSX, Show, useContext } from "solid-js";
import { t } from "../i18n/t.ts";
import { RoomContext } from "../room/context.ts";
import { splitMentions } from "../room/mention.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { type Block, parseMessage } from "./blocks.ts";
import type { Inline } from "./inline.ts";
import "./markdown.css";

function renderInline(node: Inline): JSX.Element {
  switch (node.is) {
    case "text":
      return node.text.includes("@") ? <TextWithMentions text={node.text} /> : node.text;
    case "code":
      return <code>{node.text}</code>;
    case "strong":
      return <strong>{node.children.map(renderInline)}</strong>;
    case "em":
      return <em>{node.children.map(renderInline)}</em>;
    case "del":
      return <del>{node.children.map(renderInline)}</del>;
    case "link":
      return (
        <a href={node.href} title={node.href} target="_blank" rel="noopener noreferrer">
          {node.children.map(renderInline)}
        </a>
      );
  }
}

function renderBlock(node: Block): JSX.Element {
  switch (node.is) {
    case "paragraph":
      return <p dir="auto">{node.children.map(renderInline)}</p>;
    case "code":
      return (
        <div class="code-block">
          <pre tabindex="0" dir="ltr">
            <code>{node.text}</code>
          </pre>
          <CopyButton text={node.text} label={t().copyCode} />
        </div>
      );
    case "quote":
      return <blockquote>{node.children.map(renderBlock)}</blockquote>;
    case "list": {
      const items = node.items.map((item) => <li dir="auto">{item.map(renderInline)}</li>);
      return node.start === undefined ? <ul>{items}</ul> : <ol start={node.start}>{items}</ol>;
    }
  }
}

/** A text in which mentions of members are marked. */
function TextWithMentions(props: { text: string }) {
  const room = useContext(RoomContext);
  const pieces = createMemo(() => splitMentions(props.text, room?.members() ?? []));
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
export function Markdown(props: { text: string }) {
  return <>{parseMessage(props.text).map(renderBlock)}</>;
}
