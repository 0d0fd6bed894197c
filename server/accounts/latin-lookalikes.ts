// Letters and digits that may be taken for Latin ones: the part of Unicode's confusables (UTS #39) that can spell a word of the
// server. A server without accounts needs no more, and the whole table takes 5 MB. Rule U9.

import { once } from "./once.ts";
import { createReplacer } from "./replace-characters.ts";

/** Each Latin letter or pair with what looks like it. Compatibility characters are left out: NFKC replaces them before. */
const LOOKALIKES = `
A:ΑАᎪᗅꓮ𖽀𐊠 AA:Ꜳ AE:ÆӔ AO:Ꜵ AU:Ꜷ AV:ꜸꜺ AY:Ꜽ B:ꞴΒВᏴᗷꓐ𐊂𐊡𐌁 C:𑣲𑣩ⲤСᏟꓚ𐊢𐌂𐐕𐔜 D:Ꭰᗞᗪꓓ E:ΕЕⴹᎬꓰ𑢦𑢮𐊆 F:ꞘϜᖴꓝ𑣂𑢢𐊇𐊥𐔥
G:ԌᏀᏳꓖ H:ΗⲎНᎻᕼꓧ𐋏 J:ꞲͿЈᎫᒍꓙ K:ΚⲔКᏦᛕꓗ𐔘 L:ⳐᏞᒪꓡ𖼖𑢣𑢲𐐛𐔦 M:ΜϺⲘМᎷᗰᛖꓟ𐊰𐌑 N:ΝⲚꓠ𐔓 O:0߀০୦〇𑓐𑣠ΟⲞОՕⵔዐଠ𐓂ꓳ𑢵𐊒𐊫𐐄𐔖 OE:Œ
OO:ꝎꚘ P:ΡⲢРᏢᑭꓑ𐊕 Q:ⵕ R:ƦᎡᏒ𐒴ᖇꓣ𖼵 S:ЅՏᏕᏚꓢ𖼺𐊖𐐠 T:ΤⲦТᎢꓔ𖼊𑢼𐊗𐊱𐌕 U:Սሀ𐓎ᑌꓴ𖽂𑢸 V:٧۷ѴⴸᏙᐯꛟꓦ𖼈𑢠𐔝 W:𑣯𑣦ԜᎳᏔꓪ
X:𐌢𑣬ꞳΧⲬХⵝᚷꓫ𐊐𐊴𐌗𐔧 Y:ΥⲨУҮᎩᎽꓬ𖽃𑢤𐊲 Z:𐋵𑣥ΖᏃꓜ𑢩 a:ɑαа aa:ꜳ ae:æӕ ao:ꜵ au:ꜷ av:ꜹꜻ ay:ꜽ b:ƄЬᏏᑲᖯ bl:Ы c:ᴄⲥсꮯ𐐽
d:ԁᏧᑯꓒ dz:ʣ e:ꬲеҽ f:ꬵꞙẝք g:ɡᶃƍց h:һհᏂ i:ıɪɩιіꙇӏꭵᎥ𑣃 j:ϳј l:1|١۱𐌠𞣇IƖǀΙⲒІӀוןاߊⵏᛁꓲ𖼨𐊊𐌉 lO:Ю ll:ǁװ ls:ʪ
lz:ʫ n:ոռ o:०੦૦௦౦೦൦๐໐၀٥۵ᴏᴑꬽοσⲟоჿօסهھہەഠဝ𐓪𑣈𑣗𐐬 oe:œ oo:ꝏꚙ p:ρⲣр q:ԛգզ r:ꭇꭈᴦⲅгꮁ rn:𑣣m𑜀 s:ꜱƽѕꮪ𑣁𐑈 tf:ꝷ
ts:ʦ u:ꞟᴜꭎꭒʋυս𐓶𑣘 ue:ᵫ uo:ꭣ v:ᴠνѵט𑜆ꮩ𑣀 w:ɯᴡѡԝա𑜊𑜎𑜏ꮃ x:хᕁᕽ y:ɣᶌʏỿꭚγуүყ𑣜 z:ᴢꮓ𑣄
`;

function readTable(): Map<string, string> {
  const groups = LOOKALIKES.trim()
    .split(/\s+/)
    .map((group) => group.split(":"));
  return new Map(groups.flatMap(([latin = "", alike = ""]) => Array.from(alike, (one) => [one, latin] as const)));
}

const replacer = once(() => createReplacer(readTable()));

/** Returns the text with every character that may be taken for a Latin letter replaced by that letter. */
export function latinSkeleton(text: string): string {
  return replacer()(text);
}
