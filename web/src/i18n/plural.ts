// Numbers, lists and names in sentences, by each language's own rules.

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Makes one of these for each locale: formatters are dear. */
export function once<T>(make: (locale: string) => T): (locale: string) => T {
  const made = new Map<string, T>();
  return (locale) => {
    const known = made.get(locale) ?? make(locale);
    made.set(locale, known);
    return known;
  };
}

const rules = once((locale) => new Intl.PluralRules(locale));
const numbers = once((locale) => new Intl.NumberFormat(locale));
const lists = once((locale) => new Intl.ListFormat(locale));

/** The form for this count, `#` being the count as the language writes it. */
export function plural(locale: string, count: number, forms: Forms): string {
  const form = forms[rules(locale).select(count)] ?? forms.other;
  return form.replace("#", numbers(locale).format(count));
}

/** "A, B and C", as the language joins them. */
export function listed(locale: string, names: readonly string[]): string {
  return lists(locale).format(names);
}

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** A name that may run against the sentence around it, fenced so that it can't turn the sentence over (UAX #9). */
export function fenced(name: string, direction: "ltr" | "rtl" = "ltr"): string {
  return direction === "rtl" || RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}
