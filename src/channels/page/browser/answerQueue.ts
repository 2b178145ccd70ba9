/**
 * What a person answers, on its way to the guide: one after the other, again under the same id for as long as it takes, and kept over a
 * reload. Whatever the server refuses is handed to it as a page without script would, so that it can say why.
 */
import type { Update } from '../update.ts'
import { find, pause } from './wire.ts'

const store = 'noa.unsent'

export interface AnswerQueueOptions {
  /** More that goes with the first answer of a conversation. */
  readonly first: () => Promise<Readonly<Record<string, string>>>
  readonly after: () => number
  readonly answered: (update: Update) => void
  readonly connected: (is: boolean) => void
}

/** Posts a form as the browser itself would, and shows what comes. */
function postAsPage(fields: URLSearchParams): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = location.pathname
  for (const [name, value] of fields) {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name, value })
    form.append(input)
  }
  document.body.append(form)
  form.submit()
}

function recall(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(store) ?? '[]')
    return Array.isArray(kept) ? kept.filter(each => typeof each === 'string') : []
  } catch {
    return []
  }
}

function remember(unsent: readonly string[]): void {
  try {
    if (unsent.length === 0) sessionStorage.removeItem(store)
    else sessionStorage.setItem(store, JSON.stringify(unsent))
  } catch {
    // A browser that keeps nothing sends it all the same, while the page is open.
  }
}

export class AnswerQueue {
  #unsent: string[] = recall()
  #sending = false
  readonly #options: AnswerQueueOptions

  constructor(options: AnswerQueueOptions) {
    this.#options = options
    void this.#send()
  }

  /** Sends the fields of a form. */
  async take(fields: URLSearchParams): Promise<void> {
    if (this.#options.after() === 0 && this.#unsent.length === 0)
      for (const [name, value] of Object.entries(await this.#options.first())) fields.set(name, value)
    this.#unsent.push(fields.toString())
    remember(this.#unsent)
    await this.#send()
  }

  /** Something may be possible now that was not. */
  retry(): void {
    this.#wake?.()
  }
  #wake: (() => void) | undefined

  async #send(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    for (let failures = 0, body = this.#unsent[0]; body !== undefined; body = this.#unsent[0]) {
      const wait = await this.#post(body)
      if (wait === undefined) {
        failures = 0
        this.#options.connected(true)
        this.#unsent.shift()
        remember(this.#unsent)
        continue
      }
      this.#options.connected(false)
      await new Promise<void>(resolve => {
        this.#wake = resolve
        setTimeout(resolve, Math.max(wait, pause(failures++)))
      })
    }
    this.#sending = false
  }

  /** Undefined: it has arrived, or the page is being left for it. Otherwise ms after which to try again. */
  async #post(body: string): Promise<number | undefined> {
    const fields = new URLSearchParams(body)
    fields.set('after', String(this.#options.after()))
    let response: Response
    try {
      response = await fetch(location.pathname, { method: 'POST', headers: { accept: 'application/json' }, body: fields, signal: AbortSignal.timeout(20_000) })
    } catch {
      return 0
    }
    if (response.status === 429 || response.status >= 500) return 1000 * Number(response.headers.get('retry-after') ?? 0)
    if (!response.ok) {
      // What was written after it is refused as well: the page comes back with all of it in the field, to be sent again.
      const texts = this.#unsent.flatMap(each => new URLSearchParams(each).get('text') ?? [])
      if (texts.length > 0) fields.set('text', texts.join(' '))
      remember((this.#unsent = []))
      postAsPage(fields)
      return undefined
    }
    // As `update.ts` has it.
    this.#options.answered((await response.json()) as Update)
    return undefined
  }
}

/** The hidden fields that every form of the page carries. */
export const hidden = (): URLSearchParams =>
  new URLSearchParams([...find<HTMLFormElement>('.tools').querySelectorAll<HTMLInputElement>('input[type=hidden]')].map(({ name, value }) => [name, value]))
