// Numbers in sentences, by each language's own rules.

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** The form for this count, `#` being the count as the language writes it. */
export function plural(locale: string, count: number, forms: Forms): string {
  const form = forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
  return form.replace("#", new Intl.NumberFormat(locale).format(count));
}
