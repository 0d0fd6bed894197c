// Every key that does something in a room, and how text is formatted, by example.
import { For } from "solid-js";
import { may } from "#protocol/roles";
import { isTouch } from "../browser/touch.ts";
import { shortcutWords } from "../i18n/shortcut-texts.ts";
import { language, w } from "../i18n/t.ts";
import { Marked } from "../message/message-text.tsx";
import { useRoom } from "../room/context.ts";
import { Dialog } from "../ui/dialog.tsx";
import { LET_IN, NOT_NOW, SINGLE_KEYS } from "../ui/hotkeys.ts";
import "./shortcuts.css";

type Row = { readonly keys: readonly (readonly string[])[]; readonly does: string };

function Keys(props: { title: string; rows: readonly Row[] }) {
  return (
    <section class="shortcuts-part">
      <h3>{props.title}</h3>
      <dl>
        <For each={props.rows}>
          {({ keys, does }) => (
            <div>
              <dt>
                <For each={keys}>
                  {(chord) => (
                    <span class="shortcuts-chord" dir="ltr">
                      <For each={chord}>{(key) => <kbd>{key}</kbd>}</For>
                    </span>
                  )}
                </For>
              </dt>
              <dd>{does}</dd>
            </div>
          )}
        </For>
      </dl>
    </section>
  );
}

function Sample(props: { source: string }) {
  return (
    <div>
      <dt>
        <code dir="auto">{props.source}</code>
      </dt>
      <dd>
        <Marked text={props.source} />
      </dd>
    </div>
  );
}

export function Shortcuts(props: { close: () => void }) {
  const room = useRoom();
  const words = () => shortcutWords(language());
  const mod = /Mac|iP(hone|ad|od)/.test(navigator.platform) ? "⌘" : undefined;
  const keys = () => ({ ...words().keys, control: mod ?? words().keys.control });

  const writing = (): Row[] => [
    ...(isTouch()
      ? [
          { keys: [[keys().control, keys().enter]], does: words().send },
          { keys: [[keys().enter]], does: words().newLine },
        ]
      : [
          { keys: [[keys().enter]], does: words().send },
          { keys: [[keys().shift, keys().enter]], does: words().newLine },
        ]),
    { keys: [["↑"]], does: words().editLast },
    { keys: [[keys().escape]], does: words().stepBack },
    { keys: [[":…"]], does: words().emoji },
    { keys: [["@…"]], does: words().mention },
  ];
  const messages = (): Row[] => [
    { keys: [["↑"], ["↓"]], does: words().goOn },
    { keys: [[keys().enter]], does: words().actions },
    { keys: [["R"]], does: words().reply },
    { keys: [["E"]], does: words().edit },
    { keys: [[keys().delete]], does: words().remove },
  ];
  const anywhere = (): Row[] => [
    { keys: [["/"]], does: words().write },
    ...(may(room.role(), "admit")
      ? [
          { keys: [[LET_IN]], does: `${w().knocking}: ${w().letIn}` },
          { keys: [[NOT_NOW]], does: `${w().knocking}: ${w().notNow}` },
        ]
      : []),
    { keys: [["?"], [keys().control, "/"]], does: words().overview },
  ];
  const samples = () => {
    const { bold, italic, struck, code, quote, item, link } = words().samples;
    const address = "https://example.org";
    return [
      `**${bold}**`,
      `_${italic}_`,
      `~~${struck}~~`,
      `\`${code}\``,
      `\`\`\`\n${code}\n\`\`\``,
      `> ${quote}`,
      `- ${item}`,
      `[${link}](${address})`,
    ];
  };

  return (
    <Dialog title={words().title} close={props.close} isWide>
      <div class="shortcuts">
        <div>
          <Keys title={words().writing} rows={writing()} />
          <Keys title={words().anywhere} rows={anywhere()} />
          <label class="shortcuts-single">
            <input
              type="checkbox"
              checked={room.kept.get(SINGLE_KEYS) !== "off"}
              onChange={(event) =>
                event.currentTarget.checked ? room.kept.remove(SINGLE_KEYS) : room.kept.set(SINGLE_KEYS, "off")
              }
            />
            {words().single}
          </label>
        </div>
        <div>
          <Keys title={words().messages} rows={messages()} />
          <section class="shortcuts-part" data-samples="">
            <h3>{words().formatting}</h3>
            <dl>
              <For each={samples()}>{(source) => <Sample source={source} />}</For>
            </dl>
          </section>
        </div>
      </div>
    </Dialog>
  );
}
