/** The sensor that a person writes as an expression. */
export const EXPRESSION = "own";
