/** One form for texts that differ only in what does not matter. Everything that compares texts compares them in one of these. */

/** Text as a person meant it: one kind of Unicode, no control or invisible characters, single spaces. */
export const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\u200B-\u200F\u2028-\u202E\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()

/** Without accents and ligatures, in small letters, with one kind of apostrophe. Spaces and marks stay. */
export const unaccented = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .replace(/[’‘ʼ´`]/g, '\'')

/** Folds what does not matter when two texts are compared: case, accents, punctuation, ligatures. */
export const fold = (text: string): string =>
  unaccented(clean(text))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
