// HTML whose text is escaped by being put in.

export class Html {
  constructor(readonly text: string) {}
}

export function html(strings: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
  const shown = values.map((value) => {
    if (value instanceof Html) return value.text;
    return typeof value === "string" ? Bun.escapeHTML(value) : value.map(({ text }) => text).join("");
  });
  return new Html(String.raw({ raw: strings }, ...shown));
}

export const nothing = html``;
