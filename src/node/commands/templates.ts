/** What a project can start from. */
export const TEMPLATES = ["tanh", "logistic"] as const;
export type Template = (typeof TEMPLATES)[number];
