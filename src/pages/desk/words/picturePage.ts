/** `/desk/words/picture`: a conversation as a picture, and the same as a list. */
import type { DialogTable } from '../../../flow/table.ts'
import { html, type Html } from '../../../text/html.ts'
import type { RouteResponse } from '../../../http/route.ts'
import type { Visit } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { conversationPicture, type StepLabel } from './conversationPicture.ts'
import { addressOfText } from './textPlaces.ts'
import { excerpt, subjectTitle, type WordsParts } from './wordsParts.ts'

export const picturePath = `${wordsPath}/picture`
export const addressOfPicture = (subject: string): string => `${picturePath}?${new URLSearchParams({ of: subject }).toString()}`

/** What is said at a step, and where that is changed. */
function labelOf(parts: WordsParts, visit: Visit, { name, steps }: DialogTable, at: string): StepLabel {
  const { say, locale } = visit
  const { library } = parts.current()
  if (at === 'end') return { text: say('deskWords.picture.end'), address: undefined }
  const step = steps[at]
  if (step?.kind === 'begin') {
    const subject = `dialogs:${step.begin.name}`
    return { text: say('deskWords.picture.other', { title: subjectTitle(parts, visit, subject) }), address: addressOfPicture(subject) }
  }
  if (step?.kind === 'guide') {
    const { guide } = step
    if (typeof guide !== 'string') return { text: say(`deskWords.subjects.${guide.kind}`), address: undefined }
    return { text: library.article('guides', locale, guide)?.title ?? at, address: addressOfText(`guides:${guide}`) }
  }
  const key = ['text', 'review', 'retry'].map(each => `dialogs:${name}.${at}.${each}`).find(each => library.has(locale, each))
  if (key === undefined) return { text: say('deskWords.picture.looks'), address: undefined }
  return { text: excerpt(library.plain(locale, key), 60), address: addressOfText(`dialogs:${name}.${at}`) }
}

export function showPicture(parts: WordsParts, visit: Visit): RouteResponse {
  const { say, request } = visit
  const subject = request.query.get('of') ?? ''
  const table = parts.tables.find(({ name }) => subject === `dialogs:${name}`)
  if (table === undefined) return visit.to(wordsPath)
  const title = say('deskWords.picture.title', { subject: subjectTitle(parts, visit, subject) })
  const label = (step: string): StepLabel => labelOf(parts, visit, table, step)
  const item = (step: string): Html => {
    const { text, address } = label(step)
    return html`<li>${address === undefined ? text : html`<a href="${address}">${text}</a>`}</li>`
  }
  return visit.show({
    title,
    main: html`<p class="note">${say('deskWords.picture.text')}</p>${conversationPicture(table, label, title)}
<details class="theme"><summary>${say('deskWords.picture.list')}</summary><ol>${Object.keys(table.steps).map(item)}</ol></details>
<p class="buttons"><a class="button" href="${wordsPath}?${new URLSearchParams({ subject }).toString()}">${say('deskWords.picture.texts')}</a></p>`,
  })
}
