/** The check of the help articles: their theme, their length, and that they lead only to what there is. */
import type { Report } from './findings.ts'
import type { Folder, PageFile } from './folder.ts'
import { toPlainText } from './markdown.ts'
import { remembered } from './remembered.ts'
import { reach, type Text, type Tree } from './source.ts'
import { readBothWays } from './template.ts'

/** Most words of an article (voice of the guide). */
const mostWords = 120

const textsOf = (tree: Tree | undefined): readonly Text[] => (tree?.kind === 'items' ? tree.items.filter(item => item.kind === 'text') : [])

/** How many words a person reads: of what is said only with or only without a setting, the longer. */
const wordsOf = remembered((body): number => {
  const counts = readBothWays(body).map(text => toPlainText(text).split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length)
  return Math.max(...counts)
})

/** The themes that the help has in a language; undefined when its page cannot be read. */
function themesOf(folder: Folder, locale: string): readonly string[] | undefined {
  const words = folder.words.find(({ kind, locale: of, id }) => kind === 'pages' && of === locale && id === 'help')
  const themes = words === undefined ? undefined : reach(words.tree, ['themes'])
  return themes?.found === true && themes.tree.kind === 'names' ? [...themes.tree.entries.keys()] : undefined
}

/** Checks each article of each language. */
export function checkArticles(folder: Folder, report: Report): void {
  const articles = folder.pages.filter(({ kind }) => kind === 'help')
  const ids = new Set(articles.map(({ id }) => id))
  const check = ({ source, locale, id, front, body, bodyAt }: PageFile): void => {
    const words = wordsOf(body)
    if (words > mostWords) report(source.mistake(bodyAt + Math.max(body.search(/\S/), 0), 'tooManyWords', { words, most: mostWords }))
    const theme = front.entries.get('theme')?.tree
    const known = themesOf(folder, locale)
    if (theme?.kind === 'text' && known !== undefined && !known.includes(theme.value))
      report(source.mistake(theme.at, 'themeUnknown', { theme: theme.value, known }))
    for (const { value, at } of textsOf(front.entries.get('related')?.tree)) {
      if (value === id) report(source.mistake(at, 'relatedItself'))
      else if (!ids.has(value)) report(source.mistake(at, 'relatedUnknown', { id: value }))
    }
  }
  articles.forEach(check)
}
