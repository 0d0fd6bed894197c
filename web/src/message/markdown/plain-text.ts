// A message in one line, without marks: for quotes, notifications and screen readers.
import { type Block, type Item, parseMessage } from "./blocks.ts";
import { textOf } from "./inline.ts";

const plainItem = ({ number, mark, text, children }: Item) =>
  [...(number === undefined ? [] : [`${number}${mark}`]), textOf(text), ...children.map(plainBlock)].join(" ");

function plainBlock(block: Block): string {
  switch (block.is) {
    case "paragraph":
      return textOf(block.children);
    case "code":
      return block.text;
    case "quote":
      return block.children.map(plainBlock).join(" ");
    case "list":
      return block.items.map(plainItem).join(" ");
  }
}

/** Returns what is read of a message. */
export function plainTextOf(message: string): string {
  return parseMessage(message).map(plainBlock).join(" ");
}
