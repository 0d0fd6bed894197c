// No suggested name holds a word that nobody wants to be called. The words are searched for within and across the words of a
// name, as in "Rana Leal"; those that good words hold without anybody reading them there count as whole words only.
import { expect, test } from "bun:test";
import { AVATARS } from "#protocol/avatars";
import { wordsOf } from "./name-language.ts";
import { NAME_LANGUAGES } from "./suggest-name.ts";

type UnfitWords = { readonly anywhere: readonly string[]; readonly asWord: readonly string[] };

const UNFIT: Readonly<Record<string, UnfitWords>> = {
  en: {
    anywhere: wordsOf(`
      anal anus arse ass balls bastard bitch blood bollock boner boob breast bugger bum butt clit cock coon cooch corpse crap creep
      cripple cunt cum damn dead death dick die dildo dirt dork dumb dumm dyke erect erotic evil fag fart fatty feck filth foolish
      foul freak frigid fuck ghost gimp goddam grave groin harm hate heil hell hitler homo honky hooker horny hump idiot imbecile
      inbred incest jerk jizz kike kill kinky knob kraut lame lesb loser lust lynch moron murder naked nasty nazi negr nerd nigg
      nipple nude obese orgasm orgy paki pathetic pedo penis perv pimp piss pitiful poison poop porn prick prude pube puke pussy
      queer rabid racist rape rapist rectum retard rotten rude sadist scum semen sexy sinful skank slag slave slut smelly smut spastic
      sperm spic stink stupid suck suicid swine testic thot thug tits titty tosser tramp tranny turd twat ugly urin vagin victim
      vile virgin vomit vulgar wank weird whore wretch
    `),
    asWord: wordsOf(`
      ill mad odd old shy fat gay hot icy wet raw dry sad bad big low sex gun war kkk poo pee tit nob hag cow pig rat ape nut lsd fast
      easy loose cold cool bare wild sick sore weak poor mean dull dark slow tiny huge hard thick dense cheap lazy blind deaf mute dumb
      common plain simple tender naughty cheeky busty curvy cute sweet tasty fresh spicy juicy handsome pretty beautiful black white
      brown yellow red holy divine sacred muslim jewish christian drunk stoned apple amazon google meta tesla nike puma adidas lego
      tinder bumble twitter shell visa sony dove mars galaxy virgin ltd inc
    `),
  },
  de: {
    anywhere: wordsOf(`
      affe albern anal anus arsch asozial bastard behindert besoffen bloed blod boes boese bumsen busen dirne doof dumm dumpf ekel
      erotisch fett feige fick fies flittchen fotze frigid furz geil geistesgestort gestorben getot gift grausam hass
      hasslich hitler homo hoden hund hure idiot irre jude kack kanake kotz krank kruppel leiche lesb loser luder lumpen miese
      mohr mord motz muffel nackt nazi neger nutte orgas pack penis pfui piss porno prollig puff pupp ratte rotz sadist sau schabig
      scheiss schlampe schleim schlimm schmutz schwach schwanz schwein schwuchtel schwul selbstmord sexy spast sperma spinn stink
      stupid sunde tattrig titte tod trampel trottel tunte vagina verdammt verreck versaut vogel vulgar weib wichs widerlich zicke
      zigeuner
    `),
    asWord: wordsOf(`
      tot toter tote totes alt alter alte altes dick dicker dicke dickes faul fauler faule faules kalt kalter kalte kaltes heiss heisser
      heisse scharfe scharfer sexy susse susser flotte flotter steiler steile heisses wilde wilder braun brauner braune brauner schwarz
      schwarzer schwarze weisser weisse roter rote blauer blaue blind blinder blinde lahmer lahme dunkle dunkler zarte zarter zartliche
      hubsche hubscher schone schoner leichte leichter willige williger lockere lockerer offene offener billige billiger schrager armer
      arme kleine kleiner dumme komische komischer heilig heiliger heilige frommer fromme gierig gieriger gierige mist assi esel lidl aldi opel audi puma adidas nivea milka
    `),
  },
  es: {
    anywhere: wordsOf(`
      anal asco asesin asno baboso basura bastard bobo boludo bruto burdo cabron caca cachond caga calient capull cerda cerdo chinga
      chocho chulo cobarde coger cogid cojo cojon concha coño coqueta corrupt cretin cruel culer culo cutre debil demente desnud
      difunt drogad ebri enferm erotic esclav estupid facha fascista feminazi flaca foll forr franco frigid fulan furcia gilip golfa
      gord grosera guarr hitler horrend idiota imbecil infiel inutil jode ladron lerd lesbi loca loco maldit malvad mamad mamon marica
      maricon mariposon matar memo mentir mierd mongol moro muert mugr nazi necio negr obes orgas orin orto paja paleto panch
      pedo pelotud pendej pene perra perver pezon picha pija pito polla porno prostit puerc puta puto racist ramera rata retras
      ridicul roñ sadic sarnos semen sexi sexo sexual simplon sinver suci suicid tarad teta tonta tonto torpe traidor travel trol vag vagina
      vender verga viciosa violad virgen vomit vulgar yonqui zorra
    `),
    asWord: wordsOf(`
      ano feo fea mal malo mala viejo vieja frio fria rico rica buena bueno facil ligera fresca mona guapa guapo salada traviesa picara
      atrevida lista vivo viva suelta seca raro rara pobre triste solo sola bella bello santo santa sagrado bendito divino roja rojo
      odioso odiosa zafio zafia gafe seat zara opel audi nike puma bimbo movistar telcel corona modelo
    `),
  },
  ar: {
    anywhere: wordsOf(`
      أحمق أعرج أعمى أهبل إرهاب اغتصاب بائس بذيء بشع بغيض بليد بهيم تافه جاهل جبان جثة جحش جنس جيفة حقير حمار حيوان خائن خبيث خرا
      خنزير خنيث داعر دعار دنيء ديوث ذليل رخيص رذيل زاني زنا زنجي ساذج سافل سكران سكير شاذ شبق شرج شرموط شرير شيطان صهيون طيز عاري
      عاهر عبيط عرص غبي غليظ فاجر فاسد فاسق فاشل قاتل قاسي قبيح قحب قذر قرد قضيب كاذب كافر كريه كسول كلب لئيم لعين لوطي ماجن مجنون
      مخنث مريض مسعور معاق معتوه معفن مغتصب مقرف ملعون منافق منحرف منيك مهبل مومس ميت نازي نتن نجس نحس نذل نهد هتلر وسخ وضيع وقح يائس
      بومة عثة حزين
    `),
    asWord: wordsOf(`
      اللص كس زب نيك موت قتل دم حرب أسود أبيض أحمر العاري الحلوة الجميلة الجميل الحلو الناعم الناعمة المثير المثيرة الساخن الساخنة الأبي
      القديم القديمة العجوز الميت الميتة الجريء الجريئة الجذاب الجذابة الساحرة الساحر العزباء الطازج الطازجة اللذيذ اللذيذة
    `),
  },
  ja: {
    anywhere: wordsOf(`
      あほ いやらし いんぽ うざ うんこ うんち えた えっち えろ おかま おっぱい おなに かす きちがい きもい きんたま くさい くず くそった
      くろんぼ げす こじき ころし ころす さる しね しらみ すけべ ずるい せっくす だめ ちかん ちび ちんこ ちんぽ つまらな でぶ とろい どじ なち にが
      ぬけさく ねくら のろま はげ ばいた ばか ばばあ ひにん びっこ ふしだら ぶさいく ぶす へたれ へんたい ほも ぼけ まぬけ まんこ みだら
      みにく むかつ めくら ゆうれい よわむし れいぷ れず わいせつ 悪 暗 陰 淫 汚 怪 害 姦 狂 苦 愚 化 怖 殺 死 尻 臭 醜 邪悪 弱 呪 性交 性器
      痴 恥 恥 毒 奴隷 乳 馬鹿 売春 卑 腹 変態 暴 病 貧 亡 墓 妄 裸 乱 劣 霊 猥 詐 蛾
    `),
    asWord: [],
  },
};

/** Returns a text in the form in which words are compared: without case and accents, and hiragana for katakana. */
function foldForSearch(text: string): string {
  // The marks of ñ, が and ぱ make other letters.
  const bare = text.normalize("NFD").replace(/(?<!n)(?![\u3099\u309a])\p{Mn}/giu, "");
  const lower = bare.normalize("NFC").toLowerCase().replaceAll("ß", "ss");
  return lower.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

/** Returns the words of these that are in a name. */
function unfitIn(name: string, { anywhere, asWord }: UnfitWords): string[] {
  const words = foldForSearch(name).split(" ");
  const joined = words.join("");
  return [...anywhere.filter((word) => joined.includes(word)), ...asWord.filter((word) => words.includes(word))];
}

const unfitOf = (tag: string): UnfitWords => {
  const { anywhere = [], asWord = [] } = UNFIT[tag] ?? {};
  return { anywhere: anywhere.map(foldForSearch), asWord: asWord.map(foldForSearch) };
};

const languages = [...NAME_LANGUAGES];

test("I9: every language has unfit words to look for, and they are found", () => {
  expect(languages.map(([tag]) => tag)).toEqual(Object.keys(UNFIT));
  const unfit: [tag: string, name: string][] = [
    ["en", "Stupid Owl"],
    ["en", "Canvas Snail"],
    ["en", "Old Bat"],
    ["de", "Häßlicher Igel"],
    ["de", "Süße Schnecke"],
    ["es", "Rana Leal"],
    ["es", "Tritón Tolerante"],
    ["es", "Búho Meticuloso"],
    ["ar", "الضفدع الغبي"],
    ["ar", "البومة الهادئة"],
    ["ja", "バカなカエル"],
    ["ja", "くさいカワウソ"],
  ];
  for (const [tag, name] of unfit) {
    expect([name, unfitIn(name, unfitOf(tag)).length > 0]).toEqual([name, true]);
  }
});

test.each(languages)(
  "I9: no name in %s holds an unfit word, nor do two words that meet",
  (tag, { adjectives, compose }) => {
    const names = adjectives.flatMap((adjective) => AVATARS.map((animal) => compose(adjective, animal)));
    const unfit = unfitOf(tag);
    expect(names.flatMap((name) => unfitIn(name, unfit).map((word) => `${name}: ${word}`))).toEqual([]);
  },
);
