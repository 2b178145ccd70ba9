/**
 * Turns what the flow says (names and data) into an activity: words of the conversation's language, buttons, cards. The one place that
 * knows how a channel shows them.
 */
import { ActivityTypes, InputHints, type Activity, type Attachment, type CardAction } from 'botbuilder'
import { dayIn } from '../content/dates.ts'
import type { Article, ArticleKind, Library } from '../content/library.ts'
import { toCardBlocks, toPlainText } from '../content/markdown.ts'
import type { ButtonValue, Choice, Saying } from '../flow/port.ts'
import { card, type CardAction as CardButton } from './cards.ts'
import { fieldBlocks, fieldLines } from './formInputs.ts'

/** Where pictures are reached, for clients that load them by address. */
export type ImageAddress = (name: string) => string | undefined

export type Presenter = (saying: Saying, locale: string, channel: string) => Partial<Activity>

/** Makes the presenter. */
export function createPresenter(library: Library, imageAddress: ImageAddress): Presenter {
  const label = (locale: string, choice: Choice): string =>
    choice.label ?? (choice.words === undefined ? choice.id : library.plain(locale, choice.words))

  const value = (saying: Saying, choice: Choice): ButtonValue => ({
    step: `${saying.dialog}.${saying.step}`,
    ask: saying.ask ?? 0,
    option: choice.id,
    ...(choice.field === undefined ? {} : { field: choice.field }),
  })

  function sentences(saying: Saying, locale: string): string {
    const said = saying.words.map(key => library.words(locale, key, saying.variables))
    const { field } = saying
    if (field === undefined || saying.part !== 'field') return said.join('\n\n')
    const place = library.words(locale, field.required ? 'dialogs:bot.form.required' : 'dialogs:bot.form.optional', {
      number: field.number,
      of: field.of,
    })
    const [question, ...rest] = said
    return [`**${question ?? ''}** ${place}`, ...rest].join('\n\n')
  }

  function buttons(saying: Saying, locale: string): CardAction[] {
    return (saying.choices ?? []).map(choice => {
      const title = label(locale, choice)
      return { type: 'messageBack', title, displayText: title, text: title, value: value(saying, choice) }
    })
  }

  function reviewCard(saying: Saying, locale: string, channel: string, text: string): Attachment {
    const edit = library.plain(locale, 'dialogs:bot.form.edit')
    const nothing = library.plain(locale, 'dialogs:bot.form.nothing')
    const rows = (saying.review ?? []).map(row => {
      const name = library.plain(locale, row.words)
      const choice = saying.choices?.find(({ field }) => field === row.field)
      return {
        name,
        value: row.valueWords === undefined ? (row.value ?? nothing) : library.plain(locale, row.valueWords),
        ...(choice === undefined ? {} : { action: { title: edit, about: `${edit} – ${name}`, data: value(saying, choice) } }),
      }
    })
    const actions: CardButton[] = (saying.choices ?? [])
      .filter(({ field }) => field === undefined)
      .map(choice => ({ title: label(locale, choice), data: value(saying, choice) }))
    // A number stands for what it changes; rows that nobody can change have none.
    const lines = rows.map((row, index) => `${'action' in row ? `${index + 1}. ` : ''}${row.name} – ${row.value}`)
    const plain = [toPlainText(text), ...lines].join('\n')
    return card({ channel, locale, blocks: toCardBlocks(text), rows, actions, plain })
  }

  function formCard(saying: Saying, locale: string, channel: string, text: string): Attachment {
    const fields = saying.card ?? []
    const actions = (saying.choices ?? []).map((choice): CardButton => ({
      title: label(locale, choice),
      data: value(saying, choice),
      ...(choice.id === 'submit' ? { style: 'positive' } : { withoutInputs: true }),
    }))
    const speak = toPlainText(text)
    const plain = [speak, ...fieldLines(library, locale, fields)].join('\n')
    return card({ channel, locale, blocks: [...toCardBlocks(text), ...fieldBlocks(library, locale, fields)], actions, plain, speak })
  }

  /** Menus change: when a page was compared with its sources, and how. */
  function checkedNote(kind: ArticleKind, { checked, status, version }: Article['extra'], locale: string): string {
    if (typeof checked !== 'string' || Number.isNaN(Date.parse(checked))) return ''
    const date = dayIn(locale, new Date(checked))
    const known = { date, status: typeof status === 'string' ? status : '', ...(typeof version === 'string' ? { version } : {}) }
    return library.plain(locale, `pages:${kind}.checked${'version' in known ? 'With' : ''}`, known)
  }

  function guideCard(saying: Saying, locale: string, channel: string): { attachment: Attachment; title: string } | undefined {
    if (saying.article === undefined) return undefined
    const article = library.article(saying.article.kind, locale, saying.article.id, saying.variables, saying.article.section)
    if (article === undefined) return undefined
    const { body, extra } = article
    const note = checkedNote(saying.article.kind, extra, locale)
    // A button that leads out of the chat: there only when what it leads to is known (`buttonTo` is a variable's name).
    const { buttonLabel, buttonTo } = extra
    const url = typeof buttonTo === 'string' ? saying.variables?.[buttonTo] : undefined
    const link = typeof buttonLabel === 'string' && typeof url === 'string' ? { title: buttonLabel, url } : undefined
    const address = article.image === undefined ? undefined : imageAddress(article.image)
    return {
      title: article.title,
      attachment: card({
        channel,
        locale,
        title: article.title,
        blocks: toCardBlocks(body),
        ...(note === '' ? {} : { note }),
        ...(address === undefined ? {} : { image: { url: address, alt: article.alt ?? article.title } }),
        actions: [],
        ...(link === undefined ? {} : { link }),
        plain: [`${article.title}\n${toPlainText(body)}`, ...(note === '' ? [] : [note])].join('\n\n'),
      }),
    }
  }

  return (saying, locale, channel) => {
    const text = sentences(saying, locale)
    const common: Partial<Activity> = {
      type: ActivityTypes.Message,
      locale,
      inputHint: saying.ask === undefined ? InputHints.AcceptingInput : InputHints.ExpectingInput,
      channelData: {
        step: `${saying.dialog}.${saying.step}`,
        part: saying.part,
        locale,
        ...(saying.ask === undefined ? {} : { ask: saying.ask }),
        ...(saying.field === undefined ? {} : { field: saying.field.name }),
        ...(saying.article === undefined ? {} : { article: `${saying.article.kind}/${saying.article.id}` }),
      },
    }
    if (saying.part === 'review') {
      const attachment = reviewCard(saying, locale, channel, text)
      return { ...common, attachments: [attachment], summary: (attachment.content as { fallbackText: string }).fallbackText }
    }
    if (saying.part === 'card') return { ...common, attachments: [formCard(saying, locale, channel, text)], summary: toPlainText(text) }
    const guide = guideCard(saying, locale, channel)
    if (guide !== undefined) return { ...common, attachments: [guide.attachment], summary: guide.title }
    const actions = buttons(saying, locale)
    if (actions.length === 0) return { ...common, text, textFormat: 'markdown' }
    // Teams shows buttons on a card only; elsewhere suggested actions, which disappear once one is used.
    return channel === 'msteams'
      ? {
          ...common,
          // What a notification shows of a card.
          summary: toPlainText(text),
          attachments: [
            card({
              channel,
              locale,
              blocks: toCardBlocks(text),
              actions: actions.map(({ title, value: data }) => ({ title, data: data as ButtonValue })),
              plain: toPlainText(text),
            }),
          ],
        }
      : { ...common, text, textFormat: 'markdown', suggestedActions: { to: [], actions } }
  }
}
