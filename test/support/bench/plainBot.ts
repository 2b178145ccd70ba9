/**
 * A plain bot for comparison, as botbuilder's samples are written: restify, CloudAdapter, ActivityHandler, a WaterfallDialog with the
 * stock prompts, MemoryStorage. It asks the questions of the sign-up in the guide's own words, which i18next says, with the same
 * cards, and asks the same account service for the account. It keeps nothing when it ends, and repeats what is delivered twice.
 *
 * Run as a process of its own; says its address to its parent.
 */
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  ActionTypes, ActivityHandler, CardFactory, CloudAdapter, ConfigurationBotFrameworkAuthentication, ConversationState,
  InputHints, MemoryStorage, MessageFactory, type Activity, type CardAction, type TurnContext,
} from 'botbuilder'
import {
  ChoicePrompt, ComponentDialog, DialogSet, DialogTurnStatus, ListStyle, TextPrompt, WaterfallDialog, type Choice, type WaterfallStep,
} from 'botbuilder-dialogs'
import i18next, { type TFunction } from 'i18next'
import restify from 'restify'
import { parse } from 'yaml'
import { human, menu } from '../../../dialogs/index.ts'
import { openLibrary } from '../../../src/content/openLibrary.ts'
import { toCardBlocks, toPlainText } from '../../../src/content/markdown.ts'
import { testedContent } from '../testedContent.ts'

const locale = 'fr'

/** The words of one kind, as i18next wants them. */
const wordsOf = (kind: string): Record<string, unknown> =>
  Object.fromEntries(
    readdirSync(join(testedContent, kind, locale)).map(file => [
      file.replace(/\.yml$/, ''),
      parse(readFileSync(join(testedContent, kind, locale, file), 'utf8')) as unknown,
    ]),
  )

interface Field {
  readonly name: string
  readonly kind: string
  readonly required: boolean
  readonly maxLength?: number
  readonly options?: readonly string[]
}

const suggested = (labels: readonly string[]): CardAction[] =>
  labels.map(title => ({ type: ActionTypes.MessageBack, title, displayText: title, text: title, value: { label: title } }))

/** A message with buttons, or without. */
const message = (text: string, labels: readonly string[] = []): Partial<Activity> => ({
  ...(labels.length === 0 ? MessageFactory.text(text) : MessageFactory.suggestedActions(suggested(labels), text)),
  textFormat: 'markdown',
  inputHint: InputHints.ExpectingInput,
  locale,
})

const adaptiveCard = (content: object, plain: string): Partial<Activity> =>
  MessageFactory.attachment(
    CardFactory.adaptiveCard({
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      lang: locale,
      fallbackText: plain,
      speak: plain,
      ...content,
    }),
  )

/** The sign-up. `t` says the words, `article` is the card that explains local accounts. */
class SignUp extends ComponentDialog {
  constructor(
    t: TFunction,
    fields: readonly Field[],
    article: { content: object; plain: string },
    requestAccount: (fields: object) => Promise<void>,
  ) {
    super('signUp')
    const ofForm = (field: Field, name: string): string => t(`forms:localAccount.${field.name}.${name}`)
    const choices = (names: readonly string[], label: (name: string) => string): Choice[] =>
      names.map(name => ({ value: name, synonyms: [label(name)] }))

    /** A question with a few answers. */
    const choose = (step: string, names: readonly string[], before?: (context: TurnContext) => Promise<unknown>): WaterfallStep =>
      async stepContext => {
        await before?.(stepContext.context)
        const label = (name: string): string => t(`dialogs:${step}.options.${name}`)
        return stepContext.prompt('choice', {
          prompt: message(t(`dialogs:${step}.text`), names.map(label)),
          retryPrompt: message(t(`dialogs:${step}.retry`), names.map(label)),
          choices: choices(names, label),
          style: ListStyle.none,
        })
      }

    /** A question that may be answered in one's own words. */
    const tell = (step: string, options: readonly string[], before?: (context: TurnContext) => Promise<unknown>): WaterfallStep =>
      async stepContext => {
        await before?.(stepContext.context)
        const labels = options.map(option => t(`dialogs:${step}.options.${option}`))
        return stepContext.prompt('text', {
          prompt: message(t(`dialogs:${step}.text`), labels),
          retryPrompt: message(t(`dialogs:${step}.errors.empty`), labels),
          validations: {},
        })
      }

    /** A field of the form; what was answered before is kept first. */
    const ask = (field: Field, number: number): WaterfallStep<object> => async stepContext => {
      const values = stepContext.values as Record<string, string>
      const before = fields[number - 2]
      if (before !== undefined) values[before.name] = answerOf(stepContext.result)
      else await stepContext.context.sendActivity(message(t('dialogs:createAccount.whatFor.text', { retentionDays: 30 })))
      const place = t(`dialogs:bot.form.${field.required ? 'required' : 'optional'}`, { number, of: fields.length })
      const question = `**${t(`forms:localAccount.${field.name}.question`, { termsUrl: '' }).replace(/\[([^\]]*)\]\(\)/g, '$1')}** ${place}\n\n${ofForm(field, 'why')}`
      const names = field.kind === 'consent' ? ['accept', 'decline'] : (field.options ?? [])
      const skip = field.required ? [] : [t('dialogs:bot.form.skip')]
      const wholeCard = number === 1 ? [t('dialogs:bot.form.card.open')] : []
      const labels = [...names.map(name => ofForm(field, `options.${name}`)), ...skip, ...wholeCard]
      if (names.length === 0)
        return stepContext.prompt(field.kind === 'email' ? 'email' : 'text', {
          prompt: message(question, labels),
          retryPrompt: message(ofForm(field, 'errors.empty'), labels),
          validations: field,
        })
      return stepContext.prompt('choice', {
        prompt: message(question, labels),
        retryPrompt: message(ofForm(field, 'errors.notAnOption'), labels),
        choices: [...choices(names, name => ofForm(field, `options.${name}`)), ...skip.map(value => ({ value }))],
        style: ListStyle.none,
      })
    }

    const skipped = t('dialogs:bot.form.skip')
    const answerOf = (result: unknown): string => {
      const answer = typeof result === 'string' ? result : (result as { value: string }).value
      return answer === skipped ? '' : answer
    }

    const review: WaterfallStep<object> = async stepContext => {
      const values = stepContext.values as Record<string, string>
      values[fields.at(-1)!.name] = answerOf(stepContext.result)
      const rows = fields.map(field => {
        const value = values[field.name] ?? ''
        const shown = value === '' ? t('dialogs:bot.form.nothing') : field.options !== undefined || field.kind === 'consent' ? ofForm(field, `options.${value}`) : value
        // An answer that was passed over is added, any other edited.
        const action = t(`dialogs:bot.form.${value === '' ? 'add' : 'edit'}`)
        return { field, name: ofForm(field, 'label'), value: shown, action }
      })
      const text = t('dialogs:createAccount.fillIn.review')
      const submit = t('dialogs:createAccount.fillIn.submit')
      const content = {
        body: [
          { type: 'TextBlock', text, wrap: true },
          ...rows.map(({ field, name, value, action }) => ({
            type: 'ColumnSet',
            spacing: 'Small',
            separator: true,
            columns: [
              {
                type: 'Column',
                width: 'stretch',
                verticalContentAlignment: 'Center',
                items: [
                  { type: 'TextBlock', text: name, isSubtle: true, size: 'Small', wrap: true },
                  { type: 'RichTextBlock', spacing: 'None', inlines: [{ type: 'TextRun', text: value }] },
                ],
              },
              {
                type: 'Column',
                width: 'auto',
                verticalContentAlignment: 'Center',
                items: [{ type: 'ActionSet', actions: [{ type: 'Action.Submit', title: action, tooltip: `${action} – ${name}`, data: { edit: field.name } }] }],
              },
            ],
          })),
        ],
        actions: [{ type: 'Action.Submit', title: submit, data: { submit: true } }],
      }
      const plain = [text.replaceAll('**', ''), ...rows.map(({ name, value }, n) => `${n + 1}. ${name} – ${value}`)].join('\n')
      return stepContext.prompt('choice', {
        prompt: { ...adaptiveCard(content, plain), summary: plain },
        choices: [{ value: 'submit', synonyms: [submit, t('dialogs:bot.form.yes')] }, ...fields.map(({ name }) => ({ value: name }))],
        style: ListStyle.none,
      })
    }

    const send: WaterfallStep<object> = async stepContext => {
      const values = stepContext.values as Record<string, string>
      await stepContext.context.sendActivity(message(t('dialogs:createAccount.sending.text')))
      await requestAccount({ ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')), terms: true })
      await stepContext.context.sendActivity(
        message(t('dialogs:createAccount.mailSent.text', { email: values['email'], mailFrom: 'NOA <noa@localhost>' })),
      )
      return stepContext.endDialog()
    }

    this.addDialog(new TextPrompt('text', async ({ recognized, options }) => {
      const text = recognized.value?.trim() ?? ''
      return recognized.succeeded && text !== '' && text.length <= ((options.validations as Field).maxLength ?? 1000)
    }))
    this.addDialog(new TextPrompt('email', async ({ recognized }) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(recognized.value ?? '')))
    this.addDialog(new ChoicePrompt('choice', undefined, 'fr-fr'))
    this.addDialog(
      new WaterfallDialog('steps', [
        tell('findUnit.whereAreYou', ['none', 'retired'], context => context.sendActivity(message(t('dialogs:askForAccount.first.text')))),
        tell('findInstitution.employer', ['none']),
        choose('chooseLogin.createItNow', ['create', 'federation', 'later'], context =>
          context.sendActivity(adaptiveCard(article.content, article.plain))),
        ...fields.map((field, index) => ask(field, index + 1)),
        review,
        send,
      ]),
    )
    this.initialDialogId = 'steps'
  }
}

class PlainBot extends ActivityHandler {
  readonly #state: ConversationState

  constructor(state: ConversationState, dialog: SignUp, begin: (key: string) => Partial<Activity>) {
    super()
    this.#state = state
    const dialogs = new DialogSet(state.createProperty('dialogs')).add(dialog)
    this.onMembersAdded(async (context, next) => {
      for (const member of context.activity.membersAdded ?? [])
        if (member.id !== context.activity.recipient.id) await context.sendActivity(begin('greeting'))
      await next()
    })
    this.onMessage(async (context, next) => {
      const dialogContext = await dialogs.createContext(context)
      const result = await dialogContext.continueDialog()
      if (result.status === DialogTurnStatus.empty) await dialogContext.beginDialog('signUp')
      else if (result.status === DialogTurnStatus.complete) await context.sendActivity(begin('anythingElse'))
      await next()
    })
  }

  override async run(context: TurnContext): Promise<void> {
    await super.run(context)
    await this.#state.saveChanges(context, false)
  }
}

async function main(): Promise<void> {
  const i18n = i18next.createInstance()
  await i18n.init({
    lng: locale,
    ns: ['dialogs', 'forms'],
    resources: { [locale]: { dialogs: wordsOf('dialogs'), forms: wordsOf('forms') } },
    interpolation: { escapeValue: false },
  })
  const t = i18n.getFixedT(locale)
  const server = restify.createServer()
  server.use(restify.plugins.bodyParser())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  const address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`

  const library = await openLibrary({ dir: testedContent, defaultLocale: locale })
  const page = library.article('guides', locale, 'login/local-account')!
  const article = {
    plain: `${page.title}\n${toPlainText(page.body)}`,
    content: {
      body: [
        { type: 'TextBlock', text: page.title, weight: 'Bolder', size: 'Medium', wrap: true },
        { type: 'Image', url: `${address}/assets/images/${page.image}.png`, altText: page.alt, size: 'Stretch' },
        ...toCardBlocks(page.body),
      ],
    },
  }
  const fields = parse(readFileSync(join(testedContent, 'forms/fields/localAccount.yml'), 'utf8')) as Field[]
  const requestAccount = async (request: object): Promise<void> => {
    const response = await fetch(`${process.env['ACCOUNT_API_URL']}/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env['ACCOUNT_API_TOKEN']}` },
      body: JSON.stringify({ fields: request, locale }),
    })
    if (response.status !== 202) throw new Error('The account service refuses')
    await response.json()
  }
  // No helpdesk is set here: the menu offers nobody who could be told.
  const offered = menu.filter(dialog => dialog !== human)
  const state = new ConversationState(new MemoryStorage())
  const bot = new PlainBot(state, new SignUp(t, fields, article, requestAccount), key =>
    message(t(`dialogs:bot.${key}.text`), offered.map(dialog => t(`dialogs:${dialog}.menu`))),
  )
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))
  adapter.onTurnError = async (_context, error) => {
    console.error(error)
  }
  server.post('/api/messages', async (req: restify.Request, res: restify.Response) => {
    await adapter.process(req as never, res, context => bot.run(context))
  })
  process.send?.({ address })
}

await main()
