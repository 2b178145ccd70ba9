/** What the texts of a step look like to people, on the page and in Teams: said by the presentation itself, drawn by the drawing itself. */
import { teamsCapabilities } from '../channels/teams/teamsChannel.ts'
import type { ArticleKind, Library, Variables } from '../content/library.ts'
import type { Choice, Saying } from '../flow/port.ts'
import type { SeenIn, SeenPiece } from '../pages/desk/words/wordsParts.ts'
import { usualCapabilities } from '../presentation/capabilities.ts'
import { drawMessage } from '../presentation/html/drawMessage.ts'
import { heading, markdown, type Drawing } from '../presentation/html/drawing.ts'
import { readMessage } from '../presentation/html/message.ts'
import { createPresenter } from '../presentation/present.ts'
import { html } from '../text/html.ts'

const capabilities = { page: usualCapabilities, teams: teamsCapabilities } satisfies Record<SeenIn, unknown>
const articleKinds: readonly ArticleKind[] = ['guides', 'help', 'browsers', 'mails']

/** What variables stand for while nobody talks. */
const samples = (names: readonly string[]): Variables => Object.fromEntries(names.map(name => [name, name === 'count' ? 3 : `‹${name}›`]))

/** What is said: each sentence, and with a question its buttons. */
function sayingsOf(keys: readonly string[], variables: Variables): Saying[] {
  const buttons = keys.filter(key => /\.options\.[^.]+$/.test(key))
  return keys.filter(key => !buttons.includes(key)).map((key): Saying => {
    const [, dialog = '', step = ''] = /^\w+:([^.]+)\.([^.]+)/.exec(key) ?? []
    const asks = /\.(?:text|question|retry)$/.test(key)
    const of = key.slice(0, key.lastIndexOf('.'))
    const choices = asks ? buttons.filter(each => each.slice(0, each.lastIndexOf('.options.')) === of).map((words): Choice => ({ id: words, words })) : []
    return { dialog, step, part: 'text', words: [key], variables, ...(choices.length === 0 ? {} : { choices, ask: 1 }) }
  })
}

/** @param picture where a browser finds a picture of a name */
export const wordsSeen = (picture: (name: string) => string | undefined) =>
  (library: Library, keys: readonly string[], variableNames: readonly string[], locale: string, where: SeenIn): SeenPiece[] => {
    const drawing: Drawing = {
      say: name => library.plain(locale, `pages:page.drawn.${name}`),
      locale,
      answer: { action: '', hidden: {} },
      level: 3,
      picture: url => picture(/([\w-]+)\.\w+$/.exec(url)?.[1] ?? ''),
    }
    const variables = samples(variableNames)
    const kind = articleKinds.find(each => keys[0]?.startsWith(`${each}:`) === true)
    if (kind !== undefined) {
      const page = library.article(kind, locale, keys[0]?.slice(kind.length + 1) ?? '', variables)
      const image = page?.image === undefined ? undefined : picture(page.image)
      return page === undefined ? [] : [{ key: keys[0] ?? '', html: html`${heading(3, html`${page.title}`)}${
        image !== undefined && html`<figure class="picture"><img src="${image}" alt="${page.alt ?? ''}"></figure>`}${markdown(page.body)}` }]
    }
    const present = createPresenter(library, name => `/assets/images/${name}.png`, () => capabilities[where])
    return sayingsOf(keys, variables).flatMap((saying): SeenPiece[] => {
      const message = readMessage(JSON.parse(JSON.stringify({ ...present(saying, locale, where), from: { role: 'bot' } })))
      if (message === undefined) return []
      const drawn = drawMessage(message, drawing)
      return [{ key: saying.words[0] ?? '', html: html`${drawn.heading !== undefined && heading(3, drawn.heading)}${drawn.content}` }]
    })
  }
