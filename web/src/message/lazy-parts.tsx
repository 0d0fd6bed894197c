// What some messages have and most have not, fetched with the first that does. Until then its room is kept, so that
// nothing moves when it comes.
import { makeLate } from "../ui/lazy-component.tsx";

export const Quote = makeLate(
  async () => (await import("./quote.tsx")).Quote,
  () => <p class="message-quote" />,
);
export const Reactions = makeLate(
  async () => (await import("./reactions.tsx")).Reactions,
  () => <div class="message-reactions" />,
);
export const Waiting = makeLate(async () => (await import("./send-status.tsx")).Waiting);
export const Tools = makeLate(async () => (await import("./tools.tsx")).MessageTools);
