// A message's Markdown as elements. Text only ever becomes text nodes.
import type { JSX } from "solid-js";
import { type Block, parseMessage } from "../text/blocks.ts";
import type { Inline } from "../text/inline.ts";
import "./formatted.css";

function inline(node: Inline): JSX.Element {
  switch (node.is) {
    case "text":
      return node.text;
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
        <pre tabindex="0" dir="ltr">
          <code>{node.text}</code>
        </pre>
      );
    case "quote":
      return <blockquote>{node.children.map(block)}</blockquote>;
    case "list": {
      const items = node.items.map((item) => <li dir="auto">{item.map(inline)}</li>);
      return node.start === undefined ? <ul>{items}</ul> : <ol start={node.start}>{items}</ol>;
    }
  }
}

/** What a message says, inside the element that holds messages. */
export function Formatted(props: { text: string }) {
  return <>{parseMessage(props.text).map(block)}</>;
}
