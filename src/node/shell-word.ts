/** A text between quotation marks, which every shell takes as it stands. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A text as a shell takes it for one word. */
export const shellWord = (text: string): string =>
  /^[\w./\\:@%+,=-]+$/.test(text) ? text : shellQuoted(text);
