// Defines the drawn avatars. The client has a picture of each, and the server names of each in several languages.

/** The ids of the drawn avatars. A member's avatar may also be one that only another client has a picture for. */
export const AVATARS = [
  "mayfly",
  "dragonfly",
  "frog",
  "otter",
  "heron",
  "newt",
  "turtle",
  "fish",
  "snail",
  "bee",
  "ladybird",
  "moth",
  "firefly",
  "owl",
  "bat",
  "hedgehog",
] as const;

export type AvatarId = (typeof AVATARS)[number];
