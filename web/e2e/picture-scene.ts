// Contains the messages that the screenshots show.
import type { ApiMessage } from "./api-members.ts";

/** Messages that fill a long history. */
export const CHATTER = [
  "Who has the keys to the boathouse?",
  "I do. I’ll be there at ten.",
  "Wind from the west, three knots at most. It will be a slow one, and all the better for it.",
  "Slow is fine!",
  "The bakery on the corner opens at seven, so I could fetch rolls on the way if somebody tells me how many.",
  "Twelve?",
  "Make it twenty. You haven’t seen the children eat.",
  "Twenty it is.",
  "Does anybody still have the big blanket from last time?",
  "It’s in our cellar, washed and everything.",
];

export const TALK: ApiMessage[] = [
  {
    by: "Mira",
    text: "Morning! Who’s in for the boat on Saturday?",
    reactions: { "🚣": ["Jonas", "Yuki"], "☀️": ["Leila"] },
  },
  { by: "Jonas", text: "Me! I can bring the **big** cooler." },
  { by: "Tomás", text: "Count us in: me and the two kids 👋" },
  { by: "Leila", text: "Yes please. Do we have life jackets for the little ones?", answers: 2 },
  { by: "Jonas", text: "There are six on board:\n\n- 2 for children\n- 4 for the rest of us" },
  { by: "Leila", text: "🎉" },
  {
    by: "Mira",
    text: "The code at the dock is `4471`, and the gate closes at 19:30.",
    reactions: { "👍": ["Jonas", "Leila", "Tomás"] },
  },
  { by: "Yuki", text: "Is this the right pier? https://example.org/pier-7" },
  { by: "Mira", text: "Exactly. @Ada, are you bringing bread again?", reactions: { "❤️": ["Yuki"] } },
];
