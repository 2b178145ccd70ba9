/**
 * A person in Teams' stand-in: what is awaited and pressed is named as in the tables, found in the guide's log, and must be seen in the
 * browser. A sentence that is rewritten breaks nothing; one that does not show, or a delivery that the Playground refuses, does.
 */
import type { Browser, Page } from 'playwright-core'
import { toPlainText } from '../../src/content/markdown.ts'
import type { ButtonValue } from '../../src/flow/port.ts'
import type { Activity } from '../../src/sdk.ts'
import type { RunningGuide } from './guide.ts'
import type { Playground } from './playground.ts'
import { nameOf } from './talk.ts'

interface Button {
  readonly title: string
  readonly about: string | undefined
  readonly data: ButtonValue
}

interface Heard {
  readonly name: string
  readonly text: string
  readonly buttons: readonly Button[]
  readonly activity: Partial<Activity>
}

export interface TeamsChat {
  readonly page: Page
  /** The conversation as the guide's storage names it. */
  key(): Promise<string>
  say(text: string): Promise<void>
  /** Presses a button of the newest question by its option's name; `edit` takes the field's. */
  press(option: string, field?: string, times?: number): Promise<void>
  /** Whether the browser no longer hears of cards that changed, as a device that is out of reach. */
  deafToUpdates(deaf: boolean): void
  /** Waits until the guide says a step after what was answered last, and until the browser shows it. */
  hears(step: string | RegExp): Promise<Heard>
  /** The names of all that was said so far. */
  said(): Promise<string[]>
  /** Cards of the browser that can be answered, from the oldest. */
  openCards(): Promise<number>
  /** What the Playground refused, and errors of the page's scripts. */
  faults(): Promise<string[]>
  screenshot(name: string): Promise<void>
  close(): Promise<void>
}

const patience = 30_000

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** The buttons of an activity's cards, in order. */
function buttonsOf({ attachments }: Partial<Activity>): Button[] {
  const found: Button[] = []
  const search = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    const { type, data, title, tooltip } = part as { type?: string; data?: ButtonValue; title?: string; tooltip?: string }
    if ((type === 'Action.Execute' || type === 'Action.Submit') && data !== undefined) found.push({ title: title ?? '', about: tooltip, data })
    else Object.values(part).forEach(search)
  }
  attachments?.forEach(({ content }) => search(content))
  return found
}

/** What can be seen of an activity: its text, or its card's first words. */
function textOf({ text, attachments }: Partial<Activity>): string {
  const card = attachments?.[0]?.content as { speak?: string } | undefined
  return toPlainText(text === undefined || text === '' ? (card?.speak ?? '') : text)
}

/** The beginning of a text, in one line, as the browser gives it. */
const beginning = (text: string): string => text.split(/[\n(]/)[0]!.replace(/\s+/g, ' ').trim().slice(0, 40).trim()

/**
 * Opens the personal chat.
 * @param pictures folder for screenshots; none are made without
 */
export async function openTeamsChat(
  browser: Browser,
  playground: Playground,
  { app }: RunningGuide,
  pictures?: string,
): Promise<TeamsChat> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  // It asks for fonts and feature switches of Microsoft's: nothing leaves this machine.
  await context.route(url => url.origin !== playground.address, route => route.abort())
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', error => errors.push(`script: ${error.message}`))
  const { db, conversations } = app.storage
  /** The last watermark that was answered. */
  let answered = 0

  const key = async (): Promise<string> => {
    for (const since = Date.now(); Date.now() - since < patience; await pause(50)) {
      const found = await db.selectFrom('conversation').select('key').where('channel', '=', 'msteams').executeTakeFirst()
      if (found !== undefined) return found.key
    }
    throw new Error('The Playground began no conversation')
  }
  const log = async (since: number): Promise<(Heard & { readonly watermark: number })[]> =>
    (await conversations.log(await key(), since, 500)).flatMap(({ watermark, activity: json }) => {
      const activity = JSON.parse(json) as Partial<Activity>
      if (activity.from?.role !== 'bot' || activity.type !== 'message') return []
      return [{ watermark, name: nameOf(activity), text: textOf(activity), buttons: buttonsOf(activity), activity }]
    })
  const answer = async (act: () => Promise<void>): Promise<void> => {
    answered = (await log(0)).at(-1)?.watermark ?? 0
    await act()
  }
  const shows = async (text: string): Promise<void> => {
    const start = beginning(text)
    // Several pieces of text (bold, links) make one message, so the message is asked for, not the piece.
    await page.locator('.fai-OutputCard').filter({ hasText: start }).last().waitFor()
  }

  let deaf = false
  await page.routeWebSocket(/_ws_conversation/, socket => {
    const server = socket.connectToServer()
    server.onMessage(message => {
      if (!deaf || !String(message).includes('"action":"updateMessage"')) socket.send(message)
    })
  })
  await page.goto(playground.address)
  return {
    page,
    key,
    deafToUpdates: now => void (deaf = now),
    say: text =>
      answer(async () => {
        const box = page.getByRole('textbox').last()
        await box.fill(text)
        await box.press('Enter')
      }),
    press: (option, field, clickCount = 1) =>
      answer(async () => {
        const { name = '', buttons = [] } = (await log(0)).findLast(each => each.buttons.length > 0) ?? {}
        const button = buttons.find(({ data }) => data.option === option && (field === undefined || data.field === field))
        if (button === undefined) throw new Error(`${name} has no button ${option}: ${buttons.map(({ data }) => data.option).join(', ')}`)
        // A review has the same label in each row: counted from the end, since older cards stand before.
        const same = buttons.filter(({ title }) => title === button.title)
        await page.locator('.ac-adaptiveCard').getByRole('button', { name: button.title, exact: true }).nth(same.indexOf(button) - same.length).click({ clickCount })
      }),
    hears: async step => {
      const fits = (name: string): boolean => (typeof step === 'string' ? name === step : step.test(name))
      for (const since = Date.now(); Date.now() - since < patience; await pause(50)) {
        const found = (await log(answered)).findLast(({ name }) => fits(name))
        if (found === undefined) continue
        await shows(found.text)
        return found
      }
      throw new Error(`${String(step)} was not said, but ${(await log(answered)).map(({ name }) => name).join(', ') || 'nothing'}`)
    },
    said: async () => (await log(0)).map(({ name }) => name),
    openCards: () => page.locator('.ac-adaptiveCard').filter({ has: page.getByRole('button') }).count(),
    faults: async () => {
      const panel = await page.locator('body').innerText()
      return [...errors, ...(panel.match(/\b[A-Za-z]+ [45]\d\d\b/g) ?? [])]
    },
    screenshot: async name => {
      if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` })
    },
    close: () => context.close(),
  }
}
