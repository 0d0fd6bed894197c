export type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};

export type Field = { name: string; type: string; description: string; isRequired: boolean };

/** Lists the fields of a JSON schema: nested ones by dotted names, types in words. The schema itself has the empty name. */
export function schemaFields(schema: Schema, name = "", isRequired = true): Field[] {
  const own = { name, type: typeOf(schema), description: schema.description ?? "", isRequired };
  const within = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    schemaFields(property, name === "" ? key : `${name}.${key}`, schema.required?.includes(key) ?? false),
  );
  const items = schema.items?.properties === undefined ? [] : schemaFields(schema.items, `${name}[]`).slice(1);
  return [own, ...within, ...items];
}

function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  const type = [schema.type ?? "anything"].flat().join(" or ");
  return `${schema.items === undefined ? type : `array of ${typeOf(schema.items)}`}${rangeOf(schema)}${lengthOf(schema)}`;
}

function lengthOf({ minLength, maxLength }: Schema): string {
  if (maxLength !== undefined) return `, ${minLength ?? 0} to ${maxLength} characters`;
  return minLength === undefined ? "" : `, at least ${minLength} ${minLength === 1 ? "character" : "characters"}`;
}

function rangeOf({ minimum, maximum, default: initial }: Schema): string {
  const range =
    minimum !== undefined && maximum !== undefined
      ? ` ${minimum} to ${maximum}`
      : minimum !== undefined
        ? ` from ${minimum}`
        : maximum !== undefined
          ? ` up to ${maximum}`
          : "";
  return initial === undefined ? range : `${range} (${initial})`;
}
