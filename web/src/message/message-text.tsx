import { createMemo } from "solid-js";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { clipMarks } from "./clip-marks.ts";
import { isLoneEmoji } from "./lone-emoji.ts";
import "./message-text.css";

/** Matches any text that may have markup, a mention, or more than one paragraph. */
const MAYBE_MARKUP = /[*_~`[\\@＠]|https?:|^ {0,3}(?:[>-]|\d+[.)])|\n\s*\n/im;

type TextProps = {
  text: string;
  /** The ids of whom it mentions, if its author's client said so. */
  mentions?: readonly string[] | undefined;
};

const PlainText = (props: TextProps) => <p dir="auto">{props.text}</p>;
const Markdown = createLazyComponent(() => import("./markdown.tsx"), "Markdown", PlainText);

/** The text of a message. The code for Markdown and mentions is fetched with the first message that may need it. */
export function MessageText(props: TextProps) {
  const text = createMemo(() => clipMarks(props.text));
  return (
    <div class="message-text" dir="auto" data-lone={isLoneEmoji(text()) ? "" : undefined}>
      {MAYBE_MARKUP.test(text()) ? <Markdown {...props} text={text()} /> : <PlainText text={text()} />}
    </div>
  );
}
