/** How far a language is: what it has of the texts, pages and subjects that the fullest language of the folder has. */
import { leavesOf, type Folder } from './folder.ts'
import { sentence, type InEachLanguage } from './faults/sentences.ts'

export interface Progress {
  readonly locale: string
  /** Each with how many there are and how many there should be. Subjects are the files from which free text is understood. */
  readonly texts: Share
  readonly pages: Share
  readonly subjects: Share
  /** Files of words, guides and mails that were never written: nothing is said without them. Articles and browsers' pages can follow. */
  readonly missingFiles: readonly string[]
}
type Share = readonly [there: number, of: number]

/** What is there in a language, by names that are the same in all of them. */
interface Inventory {
  readonly texts: ReadonlySet<string>
  readonly pages: ReadonlySet<string>
  readonly subjects: ReadonlySet<string>
}

/** A text that counts has other forms in other languages. */
const uncounted = (key: string): string => key.replace(/_(?:zero|one|two|few|many|other)$/, '')

function inventoryOf({ words, pages }: Folder, locale: string): Inventory {
  const own = words.filter(file => file.locale === locale)
  return {
    texts: new Set(
      own.filter(({ kind }) => kind !== 'understanding').flatMap(({ kind, id, tree }) =>
        [...leavesOf(tree)].filter(({ key }) => key !== 'keywords').map(({ key }) => `${kind}:${id}.${uncounted(key)}`)),
    ),
    pages: new Set(pages.filter(page => page.locale === locale).map(({ kind, id }) => `${kind}/${id}`)),
    subjects: new Set(own.filter(({ kind }) => kind === 'understanding').map(({ id }) => id)),
  }
}

const sizeOf = ({ texts, pages, subjects }: Inventory): number => texts.size + pages.size + subjects.size

/** How far a language is. */
export function progressOf(folder: Folder, locale: string): Progress {
  const own = inventoryOf(folder, locale)
  const [fullest = own] = folder.locales.map(each => inventoryOf(folder, each)).sort((a, b) => sizeOf(b) - sizeOf(a))
  const share = (of: keyof Inventory): Share => [[...fullest[of]].filter(name => own[of].has(name)).length, fullest[of].size]
  const files = [
    ...folder.words.filter(({ kind }) => kind !== 'understanding').map(({ kind, id }) => `${kind}/${locale}/${id}.yml`),
    ...folder.pages.filter(({ kind }) => kind === 'guides' || kind === 'mails').map(({ kind, id }) => `${kind}/${locale}/${id}.md`),
  ]
  return {
    locale,
    texts: share('texts'),
    pages: share('pages'),
    subjects: share('subjects'),
    missingFiles: [...new Set(files)].filter(file => !folder.files.has(file)).sort(),
  }
}

/** The same as a line for an editor. */
export const formatProgress = ({ locale, texts, pages, subjects }: Progress, published: readonly string[]): InEachLanguage =>
  sentence('notPublished', { locale, texts, pages, subjects, published: [...published, locale] })
