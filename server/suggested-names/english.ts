// Names in English, as in "Quiet Otter".
import type { AvatarId } from "#protocol/avatars";
import { capitalize, type NameLanguage, wordsOf } from "./name-language.ts";

const ADJECTIVES = wordsOf(`
  adept affable agile amiable attentive balanced beaming benevolent blissful blithe brave breezy bright brilliant bubbly calm
  candid capable careful caring cheerful cheery chipper clever composed confident constant contented cordial cosy courageous
  courteous creative curious dauntless dedicated delightful dependable determined dignified diligent diplomatic eager earnest
  easygoing elegant eloquent energetic faithful fearless festive forgiving forthright friendly gallant generous genial gentle
  genuine gleeful glowing golden graceful gracious grateful happy hardy hearty helpful heroic honest hopeful humble ingenious
  insightful inspired intrepid inventive jaunty jolly jovial joyful joyous jubilant judicious keen kind lively loyal lucid
  lucky luminous magical majestic mellow melodious merry mindful musical nimble noble observant optimistic original patient
  peaceful perceptive playful pleasant poetic poised polite positive quick quiet radiant reflective relaxed reliable resilient
  respectful sensible serene shining sincere smiling snug sociable soulful sparkling spirited splendid sprightly starlit
  steadfast steady stellar sterling sunlit sunny supportive tactful talented thankful thoughtful tolerant tranquil trusty
  truthful twinkling unhurried valiant versatile vigilant watchful welcoming whimsical wholesome wise witty wonderful
`);

const ANIMALS: Readonly<Record<AvatarId, string>> = {
  mayfly: "Mayfly",
  dragonfly: "Dragonfly",
  frog: "Frog",
  otter: "Otter",
  heron: "Heron",
  newt: "Newt",
  turtle: "Turtle",
  fish: "Fish",
  snail: "Snail",
  bee: "Bee",
  ladybird: "Ladybird",
  moth: "Moth",
  firefly: "Firefly",
  owl: "Owl",
  bat: "Bat",
  hedgehog: "Hedgehog",
};

export const english: NameLanguage = {
  adjectives: ADJECTIVES,
  compose: (adjective, animal) => `${capitalize(adjective)} ${ANIMALS[animal]}`,
};
