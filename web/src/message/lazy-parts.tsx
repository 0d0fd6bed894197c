// Loads the parts that only some messages have, with the first message that has one. Until then an empty element takes
// their place, so that nothing moves.
import { createLazyComponent } from "../ui/lazy-component.tsx";

export const MessageFiles = createLazyComponent(
  () => import("../files/message-files.tsx"),
  "MessageFiles",
  () => <div class="message-files-loading" />,
);
export const UnsentFiles = createLazyComponent(() => import("../files/unsent-files.tsx"), "UnsentFiles");
export const Quote = createLazyComponent(
  () => import("./quote.tsx"),
  "Quote",
  () => <p class="message-quote" />,
);
export const Reactions = createLazyComponent(
  () => import("./reactions.tsx"),
  "Reactions",
  () => <div class="message-reactions" />,
);
export const SendStatus = createLazyComponent(() => import("./send-status.tsx"), "SendStatus");
const emptyLine = () => <p class="message-deleted">…</p>;
export const VanishMark = createLazyComponent(() => import("../vanishing/vanish-mark.tsx"), "VanishMark", emptyLine);
export const MessageTools = createLazyComponent(() => import("./message-tools.tsx"), "MessageTools");
export const HiddenMessage = createLazyComponent(() => import("./hidden-message.tsx"), "HiddenMessage", emptyLine);
