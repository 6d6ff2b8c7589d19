/** What JSON Schema calls a value: 3 is a number and an integer. */
function types(value: unknown): string[] {
  if (Array.isArray(value)) return ["array"];
  if (value === null) return ["null"];
  return Number.isInteger(value) ? ["integer", "number"] : [typeof value];
}

/** The keywords of JSON Schema that the published schema uses; an unknown one fails. */
export function acceptsJson(schema: Record<string, unknown>, value: unknown): boolean {
  const rules: Record<string, (rule: never) => boolean> = {
    anyOf: (schemas: Record<string, unknown>[]) => schemas.some((one) => acceptsJson(one, value)),
    required: (names: string[]) => names.every((name) => Object.hasOwn(value as object, name)),
    properties: (fields: Record<string, Record<string, unknown>>) =>
      Object.entries(value as object).every(([k, v]) => !fields[k] || acceptsJson(fields[k], v)),
    additionalProperties: (allowed: boolean) =>
      allowed ||
      Object.keys(value as object).every((k) => Object.hasOwn(schema.properties as object, k)),
    items: (item: Record<string, unknown>) =>
      (value as unknown[]).every((v) => acceptsJson(item, v)),
    minItems: (least: number) => (value as unknown[]).length >= least,
    maxItems: (most: number) => (value as unknown[]).length <= most,
    minimum: (least: number) => (value as number) >= least,
    maximum: (most: number) => (value as number) <= most,
    enum: (values: unknown[]) => values.includes(value),
    pattern: (pattern: string) => new RegExp(pattern, "u").test(value as string),
    ...Object.fromEntries(
      ["$schema", "title", "description", "default"].map((word) => [word, () => true]),
    ),
  };
  const { type, ...others } = schema;
  if (type !== undefined && !types(value).includes(type as string)) return false;
  return Object.entries(others).every(([keyword, rule]) => {
    const check = rules[keyword];
    if (!check) throw new Error(`the schema uses ${keyword}`);
    return check(rule as never);
  });
}
