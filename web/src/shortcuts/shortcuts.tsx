import { For } from "solid-js";
import { can } from "#protocol/roles";
import { hasCommandKey } from "../browser/keyboard.ts";
import { isTouch } from "../browser/touch.ts";
import { shortcutTexts } from "../i18n/parts/shortcut-texts.ts";
import { language, t } from "../i18n/t.ts";
import { MessageText } from "../message/message-text.tsx";
import { useRoom } from "../room/room-context.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DECLINE, LET_IN, SINGLE_KEYS } from "../ui/hotkeys.ts";
import "./shortcuts.css";

type KeyRow = { readonly keys: readonly (readonly string[])[]; readonly effect: string };

function KeyTable(props: { title: string; rows: readonly KeyRow[] }) {
  return (
    <section class="shortcuts-section">
      <h3>{props.title}</h3>
      <dl>
        <For each={props.rows}>
          {({ keys, effect }) => (
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
              <dd>{effect}</dd>
            </div>
          )}
        </For>
      </dl>
    </section>
  );
}

function FormattingSample(props: { source: string }) {
  return (
    <div>
      <dt>
        <code dir="auto">{props.source}</code>
      </dt>
      <dd>
        <MessageText text={props.source} />
      </dd>
    </div>
  );
}

/** Shows a dialog with every key that does something in a room, and examples of how text is formatted. */
export function Shortcuts(props: { close: () => void }) {
  const room = useRoom();
  const texts = () => shortcutTexts(language());
  const mod = hasCommandKey() ? "⌘" : undefined;
  const keys = () => ({ ...texts().keys, control: mod ?? texts().keys.control });

  const writing = (): KeyRow[] => [
    ...(isTouch()
      ? [
          { keys: [[keys().control, keys().enter]], effect: texts().send },
          { keys: [[keys().enter]], effect: texts().newLine },
        ]
      : [
          { keys: [[keys().enter]], effect: texts().send },
          { keys: [[keys().shift, keys().enter]], effect: texts().newLine },
        ]),
    { keys: [["↑"]], effect: texts().editLast },
    { keys: [[keys().escape]], effect: texts().stepBack },
    { keys: [[":…"]], effect: texts().emoji },
    { keys: [["@…"]], effect: texts().mention },
    { keys: [[keys().control, "B"]], effect: texts().samples.bold },
    { keys: [[keys().control, "I"]], effect: texts().samples.italic },
    { keys: [[keys().control, "E"]], effect: texts().samples.code },
    { keys: [["/me …"]], effect: t().commandHints["/me"] },
    { keys: [["/shrug"]], effect: t().commandHints["/shrug"] },
  ];
  const messages = (): KeyRow[] => [
    { keys: [["↑"], ["↓"]], effect: texts().moveFocus },
    { keys: [[keys().enter]], effect: texts().actions },
    { keys: [["R"]], effect: texts().reply },
    { keys: [["E"]], effect: texts().edit },
    { keys: [[keys().delete]], effect: texts().remove },
  ];
  const anywhere = (): KeyRow[] => [
    { keys: [["/"]], effect: texts().write },
    ...(can(room.role(), "admit")
      ? [
          { keys: [[LET_IN]], effect: `${t().knocks}: ${t().letIn}` },
          { keys: [[DECLINE]], effect: `${t().knocks}: ${t().decline}` },
        ]
      : []),
    { keys: [["?"], [keys().control, "/"]], effect: texts().overview },
  ];
  const samples = () => {
    const { bold, italic, struck, code, quote, item, link } = texts().samples;
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
    <Dialog title={texts().title} close={props.close} isWide>
      <div class="shortcuts">
        <div>
          <KeyTable title={texts().writing} rows={writing()} />
          <KeyTable title={texts().anywhere} rows={anywhere()} />
          <label class="shortcuts-single">
            <input
              type="checkbox"
              checked={room.browserStore.get(SINGLE_KEYS) !== "off"}
              onChange={(event) =>
                event.currentTarget.checked
                  ? room.browserStore.remove(SINGLE_KEYS)
                  : room.browserStore.set(SINGLE_KEYS, "off")
              }
            />
            {texts().single}
          </label>
        </div>
        <div>
          <KeyTable title={texts().messages} rows={messages()} />
          <section class="shortcuts-section" data-samples="">
            <h3>{texts().formatting}</h3>
            <dl>
              <For each={samples()}>{(source) => <FormattingSample source={source} />}</For>
            </dl>
          </section>
        </div>
      </div>
    </Dialog>
  );
}
