// Names in German, as in "Stiller Otter", "Stille Eule", "Stilles Glühwürmchen".
import type { AvatarId } from "#protocol/avatars";
import { capitalize, type NameLanguage, wordsOf } from "./name-language.ts";

/** Without their endings: "weis" is "weise". None praises looks, which with a bee or a snail is how men speak of women. */
const STEMS = wordsOf(`
  achtsam aufgeweckt aufmerksam aufrichtig ausdauernd bedächtig begabt begeistert beharrlich behutsam beherzt bescheiden
  beschwingt beseelt besonnen beständig bunt dankbar edl ehrlich eifrig einfühlsam emsig engagiert entspannt fair famos
  feinfühlig feinsinnig fidel findig fleißig flink freudig freundlich friedlich friedvoll froh frohgemut fröhlich funkelnd
  geduldig geistreich gelassen gemütlich genial gerecht geschickt gesellig gewitzt glänzend glücklich golden großherzig
  großmütig großzügig gutherzig gutmütig gütig harmonisch heiter heldenhaft hellwach herzensgut herzlich hilfreich hochherzig
  höflich humorvoll ideenreich inspiriert jubelnd klug kreativ kundig lächelnd lebendig lebensfroh lebhaft leuchtend liebevoll
  loyal lustig melodisch mitfühlend munter mutig nett neugierig originell patent pfiffig poetisch prächtig quirlig redlich
  ritterlich ruhig rührig sanft sanftmütig schimmernd schlau sonnig sorgfältig sorgsam souverän standhaft staunend still
  strahlend summend taktvoll talentiert tanzend tapfer tatkräftig tiefsinnig tolerant treu tüchtig umgänglich umsichtig
  unverzagt vergnügt vernünftig verspielt verständig verträumt vielseitig vorsichtig wach wachsam warmherzig weis weltoffen
  wendig witzig wohlgemut wunderbar würdevoll zufrieden zugewandt
`);

const ENDINGS = { m: "er", f: "e", n: "es" } as const;

const ANIMALS: Readonly<Record<AvatarId, readonly [gender: keyof typeof ENDINGS, noun: string]>> = {
  mayfly: ["f", "Eintagsfliege"],
  dragonfly: ["f", "Libelle"],
  frog: ["m", "Frosch"],
  otter: ["m", "Otter"],
  heron: ["m", "Reiher"],
  newt: ["m", "Molch"],
  turtle: ["f", "Schildkröte"],
  fish: ["m", "Fisch"],
  snail: ["f", "Schnecke"],
  bee: ["f", "Biene"],
  ladybird: ["m", "Marienkäfer"],
  moth: ["m", "Nachtfalter"],
  firefly: ["n", "Glühwürmchen"],
  owl: ["f", "Eule"],
  bat: ["f", "Fledermaus"],
  hedgehog: ["m", "Igel"],
};

export const german: NameLanguage = {
  adjectives: STEMS,
  compose(stem, animal) {
    const [gender, noun] = ANIMALS[animal];
    return `${capitalize(stem)}${ENDINGS[gender]} ${noun}`;
  },
};
