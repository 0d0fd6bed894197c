// Numbers, lists and names in sentences, by each language's rules.

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Creates one value for each locale and reuses it: Intl's formatters are expensive to create. */
export function memoizeByLocale<T>(make: (locale: string) => T): (locale: string) => T {
  const made = new Map<string, T>();
  return (locale) => {
    const known = made.get(locale) ?? make(locale);
    made.set(locale, known);
    return known;
  };
}

const rules = memoizeByLocale((locale) => new Intl.PluralRules(locale));
const numbers = memoizeByLocale((locale) => new Intl.NumberFormat(locale));
const lists = memoizeByLocale((locale) => new Intl.ListFormat(locale));

/** Returns the form for this count, with `#` replaced by the count as the language writes it. */
export function plural(locale: string, count: number, forms: Forms): string {
  const form = forms[rules(locale).select(count)] ?? forms.other;
  return form.replace("#", numbers(locale).format(count));
}

/** Returns "A, B and C", as the language joins them. */
export function joinList(locale: string, names: readonly string[]): string {
  return lists(locale).format(names);
}

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Encloses a name of the other text direction in isolates, so that it can't reorder the sentence around it (UAX #9). */
export function isolateName(name: string, direction: "ltr" | "rtl" = "ltr"): string {
  return direction === "rtl" || RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}
