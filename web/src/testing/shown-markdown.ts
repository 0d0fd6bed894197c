// A parsed message as HTML, to be compared in tests.
import type { Block, Item } from "../message/markdown/blocks.ts";
import { type Inline, textOf } from "../message/markdown/inline.ts";

const TAGS = { strong: "b", em: "i", del: "s" } as const;

function shownNode(node: Inline): string {
  switch (node.is) {
    case "text":
      return node.text;
    case "code":
      return `<code>${node.text}</code>`;
    case "link": {
      const host = node.host === undefined ? "" : ` (${node.host})`;
      const address = node.isBare ? "" : ` ${node.href}`;
      return `<a${address}>${shownInline(node.children)}${host}</a>`;
    }
    default:
      return `<${TAGS[node.is]}>${shownInline(node.children)}</${TAGS[node.is]}>`;
  }
}

function shownInline(nodes: readonly Inline[]): string {
  return nodes.map(shownNode).join("");
}

function shownItem({ number, text, children }: Item): string {
  return `<li${number === undefined ? "" : ` ${number}`}>${shownInline(text)}${shownBlocks(children)}</li>`;
}

function shownBlock(block: Block): string {
  switch (block.is) {
    case "paragraph":
      return `<p>${shownInline(block.children)}</p>`;
    case "code":
      return `<pre>${block.text}</pre>`;
    case "quote":
      return `<q>${shownBlocks(block.children)}</q>`;
    case "list": {
      const tag = block.isNumbered ? "ol" : "ul";
      return `<${tag}>${block.items.map(shownItem).join("")}</${tag}>`;
    }
  }
}

export function shownBlocks(blocks: readonly Block[]): string {
  return blocks.map(shownBlock).join("");
}

const readableItem = ({ number, mark, text, children }: Item) =>
  `${number ?? ""}${mark ?? ""} ${textOf(text)}\n${readable(children)}`;

function readableBlock(block: Block): string {
  switch (block.is) {
    case "paragraph":
      return textOf(block.children);
    case "code":
      return `${block.language ?? ""}\n${block.text}`;
    case "quote":
      return readable(block.children);
    case "list":
      return block.items.map(readableItem).join("");
  }
}

/** Returns all that can be read of a message, numbers of items and names of languages too. */
export function readable(blocks: readonly Block[]): string {
  return blocks.map(readableBlock).join("\n");
}
