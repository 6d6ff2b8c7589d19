const THOROUGH = process.env.PERCEPTINO_TESTS === "thorough";

/**
 * How much a test tries: a part with every kind of case in it for `npm test`, which is run all day, or all of it for
 * `npm run thorough`, which takes minutes more.
 */
export const extent = <T>(part: T, whole: T): T => (THOROUGH ? whole : part);
