// What is said about avatars, in English; a catalogue has the same for every language.
import type { AvatarId } from "./avatars.ts";

export type AvatarWords = {
  avatar: string;
  /** The choice of no drawing. */
  initial: string;
  names: Readonly<Record<AvatarId, string>>;
};

export const AVATAR_WORDS: AvatarWords = {
  avatar: "Your picture",
  initial: "Your initial",
  names: {
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
  },
};
