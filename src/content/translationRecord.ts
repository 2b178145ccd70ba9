/** The record of translations, `translated/<locale>.txt`: read and written. */

/** What a translation and its original were when they were last compared. */
export interface Compared {
  readonly original: string
  readonly translation: string
}
/** By `<kind>/<id> <key>`; of a page, the key is empty. */
export type TranslationRecord = ReadonlyMap<string, Compared>

/** Reads a record. A line that is none is left out: its text is compared anew. */
export const parseRecord = (text: string): TranslationRecord =>
  new Map([...text.matchAll(/^(.+) ([0-9a-f]{8}) ([0-9a-f]{8})$/gm)].map(([, name = '', original = '', translation = '']) => [name, { original, translation }]))

/** Writes a record, each text on its line, so that two changes to different texts do not meet. */
export const formatRecord = (record: TranslationRecord): string =>
  [...record].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { original, translation }]) => `${name} ${original} ${translation}\n`).join('')
