// Names in Spanish, as in "Búho Tranquilo", "Nutria Tranquila".
import type { AvatarId } from "#protocol/avatars";
import { capitalize, type NameLanguage, wordsOf } from "./name-language.ts";

/** In the masculine. None begins with an l, which after "Rana" would make another word. */
const ADJECTIVES = wordsOf(`
  afable afectuoso ágil agradable agradecido alegre amable amigable amistoso animado animoso apacible aplicado asombroso
  atento audaz auténtico benévolo bondadoso brillante bromista cabal calmado cálido campechano cantarín capaz cauto certero
  chispeante confiable confiado constante contento cooperador cordial cortés creativo cuidadoso curioso decidido despierto
  detallista dialogante digno diligente divertido ecuánime educado eficaz ejemplar elegante elocuente encantador entrañable
  entusiasta erudito esforzado esmerado espléndido espontáneo estelar estudioso estupendo excelente experto expresivo fabuloso
  fantástico feliz festivo fiable fiel formidable fraternal fraterno gallardo generoso genial gentil genuino gracioso hábil
  heroico honesto honrado idealista ilusionado imparcial incansable ingenioso inspirado inspirador íntegro intrépido intuitivo
  inventivo jovial jubiloso juicioso justo magnánimo magnífico melodioso mesurado metódico modesto musical noble notable
  observador optimista ordenado original paciente pacífico perspicaz plácido poético positivo precavido preciso prodigioso
  prometedor prudente puntual radiante razonable receptivo reflexivo resuelto respetuoso risueño sabio sagaz sencillo sensato
  sensible sereno servicial simpático sincero singular sociable solidario sonriente soñador sosegado templado tenaz tranquilo
  valeroso valiente valioso veraz versátil visionario vital vivaz
`);

/** Of these, only words on -o, -or and -ín have a feminine of their own. */
const feminineOf = (adjective: string): string =>
  adjective.replace(/o$/, "a").replace(/or$/, "ora").replace(/ín$/, "ina");

/** The ladybird has its Mexican name: the other one is an insult when it is said of people. */
const ANIMALS: Readonly<Record<AvatarId, readonly [gender: "m" | "f", noun: string]>> = {
  mayfly: ["f", "Efímera"],
  dragonfly: ["f", "Libélula"],
  frog: ["f", "Rana"],
  otter: ["f", "Nutria"],
  heron: ["f", "Garza"],
  newt: ["m", "Tritón"],
  turtle: ["f", "Tortuga"],
  fish: ["m", "Pez"],
  snail: ["m", "Caracol"],
  bee: ["f", "Abeja"],
  ladybird: ["f", "Catarina"],
  moth: ["f", "Polilla"],
  firefly: ["f", "Luciérnaga"],
  owl: ["m", "Búho"],
  bat: ["m", "Murciélago"],
  hedgehog: ["m", "Erizo"],
};

export const spanish: NameLanguage = {
  adjectives: ADJECTIVES,
  compose(adjective, animal) {
    const [gender, noun] = ANIMALS[animal];
    return `${noun} ${capitalize(gender === "f" ? feminineOf(adjective) : adjective)}`;
  },
};
