/** What the check of content says to an editor, in English. */
import { mostNames, nearest } from './nearest.ts'
import type { french } from './inFrench.ts'

const quoted = (text: string): string => `“${text}”`
const listed = (texts: readonly string[]): string => texts.map(quoted).join(', ')

const yamlFaults: Readonly<Record<string, string>> = {
  BAD_INDENT: 'This line does not begin below those above it, or a bracket is not closed. Align it.',
  TAB_AS_INDENT: 'A tab stands at the beginning of this line. Replace it by two spaces.',
  DUPLICATE_KEY: 'This name is written above already, in the same place. Keep one of the two.',
  MISSING_CHAR: 'A quotation mark or a bracket is not closed before this place.',
  BLOCK_AS_IMPLICIT_KEY:
    'This text holds a colon that is followed by a space. Put the whole text between straight quotes ("…"), or write >- and the text on the next line, indented.',
  MULTILINE_IMPLICIT_KEY: 'This name goes over several lines. A colon or an indentation is probably missing.',
  BAD_SCALAR_START: 'A text cannot begin with this sign. Put the whole text between straight quotes ("…").',
  BAD_DQ_ESCAPE: 'A backslash means something between straight quotes. Write it twice, or take it out.',
  MULTIPLE_DOCS: 'A line --- cuts the file in two. Take it out.',
  RESOURCE_EXHAUSTION: 'This file has too many levels within one another.',
  AFTER_QUOTE:
    'The text begins with a straight quote that is closed before the end of the line. Put the whole text between straight apostrophes (\'…\'), or use “ and ” for these quotes.',
  UNEXPECTED_TOKEN: 'This sign is not expected here. A name with a colon, or an indentation, is probably missing.',
}

const nodes: Readonly<Record<string, string>> = {
  html: 'HTML',
  table: 'a table',
  image: 'a picture',
  imageReference: 'a picture',
  code: 'a block of code (four spaces at the beginning of a line make one)',
  inlineCode: 'code between backticks',
  delete: 'struck-out text',
  blockquote: 'a block quotation',
  thematicBreak: 'a dividing line',
  definition: 'the address of a link on a line of its own',
  linkReference: 'a link whose address stands elsewhere',
  footnoteReference: 'a footnote',
  footnoteDefinition: 'a footnote',
  listItem: 'a checkbox',
}

const missing = (keys: readonly string[], what: string): string =>
  keys.length === 1 ? `${listed(keys)} is missing here${what}. Add it.` : `${keys.length} texts are missing here${what}. Add them: ${listed(keys)}.`

export const english: { readonly [C in keyof typeof french]: (...details: Parameters<(typeof french)[C]>) => string } = {
  // Files
  folderMissing: () => 'This folder does not exist or cannot be read.',
  unknownFolder: ({ known }) => `This is no folder of content. Those that can be are ${listed(known)}.`,
  notALocale: () => 'This folder should have the code of a language as its name, such as “fr” or “en”.',
  strayFile: ({ extension }) => `Only files that end in ${quoted(`.${extension}`)} are read here. Rename or move this one.`,
  noticeName: () => `An announcement is only read from a file named by the code of a language, such as ${quoted('fr.md')}. Rename this one.`,
  badFileName: () => 'The name of a file can only hold letters without accents, digits and hyphens.',
  notAFile: () => 'This is neither a file nor an ordinary folder (a shortcut, perhaps). Put the file itself here.',
  tooDeep: () => 'This folder is too deep. Move it up.',
  tooLarge: ({ kilobytes }) => `This file has more than ${kilobytes} KB. Cut it into several.`,
  notUtf8: () => 'This file is not in UTF-8. Save it again and choose that encoding.',
  controlCharacter: () => 'There is an invisible character here. Delete it.',
  emptyFile: () => 'This file is empty.',
  unreadable: () => 'This file cannot be read. Check its access rights.',
  // YAML
  yaml: ({ code }) => yamlFaults[code] ?? 'This file is not written correctly here. Check indentation, colons and quotes.',
  yamlAlias: () => 'The signs & and * mean something at the beginning of a text. Put the text between straight quotes ("…").',
  yamlTag: () => 'The sign ! means something at the beginning of a text. Put the text between straight quotes ("…").',
  yamlTooDeep: () => 'This file has too many levels within one another.',
  badName: ({ name }) =>
    name === ''
      ? 'A name can be neither a list nor a group. Write one word followed by a colon.'
      : `${quoted(name)} cannot be a name. A name has only letters without accents, digits, _ and -.`,
  // Front matter
  frontMissing: () => 'The page should begin with a line ---, then its title (title: …), then another line ---.',
  frontLanguage: () => 'The first line must be --- and nothing else.',
  frontOpen: () => 'The header is not closed. Add a line --- after what it says last.',
  bodyEmpty: () => 'This page has no text. Write it below the second line ---.',
  // Shapes
  missingName: ({ name }) => `${quoted(name)} is missing here. Add a line ${quoted(`${name}: …`)}.`,
  unknownName: ({ name, known }) => `${quoted(name)} is not known here. The names that can be are ${listed(known)}.`,
  textExpected: () => 'A text is expected here, and neither a list nor a group.',
  quoteIt: () => 'A text is expected here. Put this value between straight quotes ("…").',
  emptyText: () => 'This text is empty. Write it.',
  listExpected: () => 'A list is expected here: a dash on each line, or [one, two].',
  namesExpected: () => 'A group of named texts is expected here. Write, on lines of their own and indented, a name, a colon and its text.',
  yesOrNoExpected: () => 'Write true (yes) or false (no) here.',
  numberExpected: () => 'A whole number is expected here, without quotes.',
  oneOf: ({ values }) => `This value is not known. Those that can be are ${listed(values)}.`,
  sameFieldTwice: () => 'There is a field of this name above already. Change one of the two names.',
  limitsCrossed: () => 'The smallest length is above the largest. Correct one of the two.',
  optionsNeeded: () => 'A field with choices needs at least two “options”, with different names.',
  settingUnused: () => 'This setting is of no use to a field of this kind. Take the line out, or change “kind”.',
  patternNeeded: () => 'A field of this kind needs a regular expression. Add a line “pattern”, or correct this one.',
  themeUnknown: ({ theme, known }) => `There is no theme ${quoted(theme)}. Those that can be are ${listed(known)}.`,
  relatedUnknown: ({ id }) => `No article is called ${quoted(id)}. Correct its name, or take it out of the list.`,
  relatedItself: () => 'This article leads to itself. Take its name out of the list.',
  tooManyWords: ({ words, most }) => `This article has ${words} words. Shorten it to ${most} at most, or cut it in two.`,
  // Names against what is needed
  dialogMissing: ({ id }) => `The file of the conversation ${quoted(id)} is missing in this language. Create it.`,
  dialogUnknown: ({ id }) => `No conversation is called ${quoted(id)}. Correct the file's name, or delete it.`,
  keyMissing: ({ keys }) => missing(keys, ', which the conversation needs'),
  keyUnknown: ({ key }) => `The text ${quoted(key)} is used nowhere. Correct its name, or take it out.`,
  pageMissing: ({ id }) => `The page ${quoted(id)}, which a conversation shows, is missing. Create it.`,
  dayExpected: () => 'A date is expected here, year first: 2026-11-22.',
  sectionBefore: () => 'This text is in no section. Put it below a heading, such as ## cache.',
  sectionEmpty: ({ name }) => `The section ${quoted(name)} is empty. Write it, or take its heading out.`,
  sectionTwice: ({ name }) => `There is a section ${quoted(name)} above already. Keep one of the two.`,
  sectionMissing: ({ name }) => `The section ${quoted(name)} is missing. Add the heading ${quoted(`## ${name}`)}, then its steps.`,
  sectionUnknown: ({ name, known, file }) =>
    `The section ${quoted(name)} has no title in ${quoted(file)}. Those that have one are ${listed(known)}. Correct the name, or add its title there.`,
  sectionNotTranslated: ({ name, from }) => `The section ${quoted(name)} is there in ${quoted(from)} and missing here. Translate it.`,
  sectionOnlyHere: ({ name, from }) => `The section ${quoted(name)} is only here and missing in ${quoted(from)}. Add it there, or take it out here.`,
  valueDiffers: ({ name, from }) => `${quoted(name)} is not the same here and in ${quoted(from)}. Write the same.`,
  browserTwice: ({ id }) =>
    `The page ${quoted(id)} is for this browser on this device already. Change “browser”, “device” or “os”, or keep one page.`,
  formMissing: ({ id }) => `The form ${quoted(id)}, which a conversation uses, is missing. Create it.`,
  variableUnknown: ({ name, known }) =>
    known.length === 0
      ? `The variable ${quoted(`{{${name}}}`)} is not known here. Take it out.`
      : known.length > mostNames
        ? `The variable ${quoted(`{{${name}}}`)} is not known here. The nearest are ${listed(nearest(name, known).map(each => `{{${each}}}`))}. Correct it, or take it out.`
        : `The variable ${quoted(`{{${name}}}`)} is not known here. Those that can be are ${listed(known.map(each => `{{${each}}}`))}.`,
  variableNeeded: ({ name }) => `The variable ${quoted(`{{${name}}}`)} is missing in this mail, which is of no use without it. Put it back.`,
  variableForm: () => 'A variable is written with two braces on each side and a name without spaces or accents: {{name}}.',
  nesting: () => 'The sign $t( is not allowed in a text. Take it out.',
  // Languages against each other
  translationMissing: ({ locale, from }) =>
    `There is no such file in ${quoted(locale)}, and there is one in ${quoted(from)}. Create it, or delete the other.`,
  originalMissing: ({ locale, from }) =>
    `This file is there in ${quoted(from)} only, and its original in ${quoted(locale)} is missing. Write it, or delete the other.`,
  keyNotTranslated: ({ key, from }) => `The text ${quoted(key)} is there in ${quoted(from)} and missing here. Translate it.`,
  keyOnlyHere: ({ key, from }) => `The text ${quoted(key)} is only here and missing in ${quoted(from)}. Add it there, or take it out here.`,
  notPublished: ({ locale, texts, pages, subjects, published }) =>
    `The language ${quoted(locale)} is not published: ${texts.join(' of ')} texts, ${pages.join(' of ')} pages, ${subjects.join(' of ')} topics. For the list of what is missing, run the check with LOCALES=${published.join(',')}.`,
  kindDiffers: ({ key, from }) =>
    `${quoted(key)} is a text in one language and a list or a group in the other (${quoted(from)}). Write them alike.`,
  variableMissing: ({ name, from }) => `The variable ${quoted(`{{${name}}}`)} is in the text in ${quoted(from)} and missing here. Add it.`,
  variableOnlyHere: ({ name, from }) =>
    `The variable ${quoted(`{{${name}}}`)} is not in the text in ${quoted(from)}. Take it out, or add it there.`,
  pluralMissing: ({ forms, locale }) => `A text that counts needs the forms ${listed(forms)} in ${quoted(locale)}. Add those that are missing.`,
  staleTranslation: ({ key, from, name }) =>
    key === ''
      ? `This page has changed in ${quoted(from)} since it was translated. Translate the change, or say that it still holds: noa content translated "${name}".`
      : `The text ${quoted(key)} has changed in ${quoted(from)} since it was translated. Translate the change, or say that it still holds: noa content translated "${name}".`,
  // Pictures
  pictureMissing: ({ name }) =>
    `The picture ${quoted(`${name}.svg`)} is not in the folder images. Add it, or correct the name (without .svg).`,
  pictureEnding: ({ name }) => `Write the picture's name without its ending, only ${quoted(name)}.`,
  altMissing: () => 'This picture has no description. Add a line “alt: …” that says what one sees.',
  // Forms
  fieldWordsMissing: ({ field, keys }) => missing(keys, ` for the field ${quoted(field)}`),
  fieldUnknown: ({ field, key }) => `${quoted(key)} is of no use to the field ${quoted(field)}. Correct its name, or take it out.`,
  formWordsMissing: ({ id }) => `The texts of the form ${quoted(id)} are missing in this language. Create this file.`,
  formUnknown: ({ id }) => `There is no list of fields ${quoted(`forms/fields/${id}.yml`)}. Create it, or delete this file.`,
  // Opening hours
  hoursFileName: () => 'This folder holds “helpdesk.yml” only. Rename this file, or take it away.',
  timeUnknown: ({ name }: { name: string }) => `“${name}” is no time of day. Write it from 0:00 to 24:00, for example 9:00 or 17:30.`,
  spanForm: ({ name }: { name: string }) =>
    `“${name}” is no span of hours. Write its beginning, a hyphen and its end, for example 9:00-12:00, and a comma between two spans.`,
  spanBackwards: ({ name }: { name: string }) => `The span “${name}” ends before it has begun. Correct one of its times.`,
  spansOverlap: ({ name }: { name: string }) => `The span “${name}” begins before the one before it ends. Correct one of the two.`,
  dateUnknown: ({ name }: { name: string }) => `“${name}” is no day of the calendar. Write the year, the month and the day: 2026-12-24.`,
  datesBackwards: () => 'This closing ends before it has begun. Correct one of its days.',
  dayTwice: () => 'This day is in the list already, further up. Keep one of the two.',
  zoneUnknown: ({ name }: { name: string }) => `“${name}” is no known time zone. Write it like Europe/Paris or Indian/Reunion.`,
  delayUnknown: ({ name }: { name: string }) => `“${name}” is no delay. Write a number of working days or hours: 2 days, 4 hours.`,
  // How it is written
  textWithoutPlace: () => 'There is no place for this text in this version of the guide any more. Give this change up.',
  tooLongLabel: ({ length, most }) => `This button has ${length} characters. Shorten it to ${most} at most: more is cut off on the screen.`,
  tooLongText: ({ length, most }) => `This message has ${length} characters. Shorten it to ${most} at most, or cut it in two.`,
  tooLongForTeams: ({ length, most }) => `This text has ${length} characters, and Teams allows ${most} at most. Shorten it.`,
  tooManyCommands: ({ most }) => `Teams shows only ${most} commands. Take out those of least use.`,
  markdownForbidden: ({ node }) => `There is ${nodes[node] ?? 'a style'} here, which Teams does not show. Write it in another way.`,
  boldOpen: () => 'Two asterisks ** begin or end bold here, and two others are missing. Add them next to the word, or take these out.',
  htmlInBare: () => 'This text is shown as it is: a tag would be read. Take it out.',
  cutByHash: () =>
    'What follows a # that has a space before it is not read: the text is cut off here. Put the whole text between straight quotes ("…").',
  markdownNested: () => 'There is a list within a list. Keep one level.',
  headingLevel: () => 'A heading begins with ## or ###.',
  headingHere: () => 'A heading is not allowed here. Write it in bold (**…**), or take the # away.',
  linkAddress: () => 'A link must lead to an address in https:// or mailto:, or to one whole variable.',
  linkBare: () => 'This address is written as it is. Write a link that says where it leads: [help for Firefox](https://…).',
  linkLabel: () => 'This link does not say where it leads. Write it between the brackets, such as [help for Firefox](https://…).',
}
