// A message's Markdown as elements, and the names it calls. Text only ever becomes text nodes.
import { createMemo, For, type JSX, Show, useContext } from "solid-js";
import { w } from "../i18n/t.ts";
import { RoomContext } from "../room/context.ts";
import { mentionsIn } from "../room/mention.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { type Block, parseMessage } from "./blocks.ts";
import type { Inline } from "./inline.ts";
import "./markdown.css";

function inline(node: Inline): JSX.Element {
  switch (node.is) {
    case "text":
      return node.text.includes("@") ? <Called text={node.text} /> : node.text;
    case "code":
      return <code>{node.text}</code>;
    case "strong":
      return <strong>{node.children.map(inline)}</strong>;
    case "em":
      return <em>{node.children.map(inline)}</em>;
    case "del":
      return <del>{node.children.map(inline)}</del>;
    case "link":
      return (
        <a href={node.href} title={node.href} target="_blank" rel="noopener noreferrer">
          {node.children.map(inline)}
        </a>
      );
  }
}

function block(node: Block): JSX.Element {
  switch (node.is) {
    case "paragraph":
      return <p dir="auto">{node.children.map(inline)}</p>;
    case "code":
      return (
        <div class="codeblock">
          <pre tabindex="0" dir="ltr">
            <code>{node.text}</code>
          </pre>
          <CopyButton text={node.text} label={w().copyCode} />
        </div>
      );
    case "quote":
      return <blockquote>{node.children.map(block)}</blockquote>;
    case "list": {
      const items = node.items.map((item) => <li dir="auto">{item.map(inline)}</li>);
      return node.start === undefined ? <ul>{items}</ul> : <ol start={node.start}>{items}</ol>;
    }
  }
}

/** A text that may call somebody who is present. */
function Called(props: { text: string }) {
  const room = useContext(RoomContext);
  const pieces = createMemo(() => mentionsIn(props.text, room?.members() ?? []));
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

/** What a message says, inside the element that holds messages. */
export function Formatted(props: { text: string }) {
  return <>{parseMessage(props.text).map(block)}</>;
}
