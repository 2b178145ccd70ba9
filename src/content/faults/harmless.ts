/** Which faults leave the guide as good as it was: what is said may be long, old or of no use, but it is said, and means what it should. */
import type { Code } from './sentences.ts'

const harmless: ReadonlySet<Code> = new Set<Code>([
  'staleTranslation', 'tooManyWords', 'tooLongLabel', 'tooLongText', 'linkBare', 'linkLabel', 'relatedUnknown', 'relatedItself', 'themeUnknown',
  // Left over: nobody reads it.
  'keyUnknown', 'keyOnlyHere', 'fieldUnknown', 'dialogUnknown', 'formUnknown', 'sectionOnlyHere',
  // Not of the content at all.
  'unknownFolder', 'notALocale', 'strayFile', 'noticeName', 'badFileName', 'notAFile', 'tooDeep', 'hoursFileName',
  // What a translation lacks is said in the default language, and `noa content check` counts it.
  'keyNotTranslated', 'translationMissing', 'sectionNotTranslated',
  'pictureMissing', 'pictureEnding', 'altMissing',
  // A form that is missing is said as the one for all others, which is there.
  'pluralMissing',
])

/** Whether what has this fault must not serve. */
export const matters = ({ code }: { readonly code?: Code }): boolean => code !== undefined && !harmless.has(code)
