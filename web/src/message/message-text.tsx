// What a message says. Most are plain words; the code for Markdown and names comes with the first that needs it.
import { makeLate } from "../ui/lazy-component.tsx";
import { isLoneEmoji } from "./lone-emoji.ts";
import "./message-text.css";

/** Anything that may be markup or a name, or a break between paragraphs. */
const MAYBE_MARKUP = /[*_~`[\\@]|https?:|^ {0,3}(?:[>+-]|\d+[.)])|\n\s*\n/im;

const Plain = (props: { text: string }) => <p dir="auto">{props.text}</p>;
const Formatted = makeLate(async () => (await import("./markdown.tsx")).Formatted, Plain);

export function Marked(props: { text: string }) {
  return (
    <div class="marked" dir="auto" data-lone={isLoneEmoji(props.text) ? "" : undefined}>
      {MAYBE_MARKUP.test(props.text) ? <Formatted text={props.text} /> : <Plain text={props.text} />}
    </div>
  );
}
