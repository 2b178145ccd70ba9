/** The page as a browser without script uses it, over plain HTTP: its forms, its redirects, its cookie. */
import assert from 'node:assert/strict'

/** Where the page is. */
const home = '/'

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
const bare = (html: string): string => unescaped(html.replace(/<[^>]*>/g, '')).trim()

export interface FormPage {
  readonly html: string
  readonly headers: Headers
  readonly cookie: string | undefined
  /** What was asked since the last action, and how it was answered. */
  readonly trail: readonly string[]
  title(): string
  watermark(): number
  /** Labels of the answers that are offered. */
  choices(): string[]
  /** Hidden fields of a form, by its class; the one in which a person writes. */
  hidden(form?: string): Record<string, string>
  /** Answers with a button, with whatever else its form holds. */
  press(label: string, filled?: Readonly<Record<string, string>>): Promise<void>
  write(text: string): Promise<void>
  /** One of the page's own buttons. */
  act(name: string, form?: string): Promise<void>
  post(fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>
  open(query: string): Promise<void>
  reload(): Promise<void>
  /** The same page in another tab, as it is now. */
  copy(): FormPage
}

export interface FormPageOptions {
  readonly cookies?: boolean
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

interface State {
  html: string
  headers: Headers
  trail: string[]
  /** Of the browser: all its tabs have the same. */
  jar: { cookie: string | undefined }
}

function pageOn(address: string, options: FormPageOptions, state: State): FormPage {
  const { cookies = true } = options
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = state.jar.cookie === undefined ? {} : { cookie: state.jar.cookie }
    const headers = { ...options.headers, ...cookie, ...(init.headers as Record<string, string>) }
    const answer = await fetch(address + path, { redirect: 'manual', ...init, headers })
    const set = answer.headers.get('set-cookie')
    if (cookies && set !== null) state.jar.cookie = set.includes('Max-Age=0') ? undefined : set.split(';')[0]
    return answer
  }
  const show = async (answer: Response): Promise<void> => {
    state.trail.push(`${state.trail.length === 0 ? 'POST' : 'GET'} ${answer.status}`)
    if (answer.status === 303) return show(await ask(answer.headers.get('location') ?? '/'))
    state.html = await answer.text()
    state.headers = answer.headers
  }
  const get = async (path: string): Promise<void> => {
    const answer = await ask(path)
    state.html = await answer.text()
    state.headers = answer.headers
  }
  /** The fields with which a form is sent by one of its buttons. */
  const formWith = (button: RegExp): { fields: Record<string, string>; value: string } => {
    for (const [, content = ''] of state.html.matchAll(/<form[^>]*method="post"[^>]*>(.*?)<\/form>/gs)) {
      const found = button.exec(content)
      if (found === null) continue
      const fields: Record<string, string> = {}
      for (const [tag] of content.matchAll(/<input[^>]*>/g)) {
        const [name, value, type] = ['name', 'value', 'type'].map(each => new RegExp(` ${each}="([^"]*)"`).exec(tag)?.[1])
        if (name === undefined || ((type === 'checkbox' || type === 'radio') && !/ checked/.test(tag))) continue
        fields[name] = unescaped(value ?? '')
      }
      return { fields, value: unescaped(found[1] ?? '') }
    }
    throw new Error(`There is no button ${button}`)
  }
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll("'", '&#39;')
  const send = async (fields: Readonly<Record<string, string>>): Promise<void> => {
    state.trail.length = 0
    await show(await page.post(fields))
  }

  const page: FormPage = {
    get html() {
      return state.html
    },
    get headers() {
      return state.headers
    },
    get cookie() {
      return state.jar.cookie
    },
    get trail() {
      return state.trail
    },
    title: () => bare(/<title>(.*?)<\/title>/s.exec(state.html)?.[1] ?? ''),
    watermark: () => Number(/data-watermark="(\d+)"/.exec(state.html)?.[1]),
    choices: () => [...state.html.matchAll(/<button class="button choice"[^>]*>(.*?)<\/button>/g)].map(([, label = '']) => bare(label)),
    hidden: (form = 'write') => {
      const content = new RegExp(`<form class="${form}"[^>]*>(.*?)</form>`, 's').exec(state.html)?.[1] ?? ''
      return Object.fromEntries([...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, unescaped(value)]))
    },
    press: async (label, filled = {}) => {
      const { fields, value } = formWith(new RegExp(`<button class="button[^"]*" name="answer" value="([^"]*)">${escaped(label)}`))
      await send({ ...fields, ...filled, answer: value })
    },
    write: async text => send({ ...page.hidden(), text }),
    act: async (name, form) => {
      if (form !== undefined) return send({ ...page.hidden(form), act: name })
      // The page's own buttons belong to its form wherever they stand.
      assert.match(state.html, new RegExp(`name="act" value="${escaped(name)}"`))
      await send({ ...page.hidden('tools'), act: name })
    },
    post: (fields, headers = {}) =>
      ask(home, { method: 'POST', body: new URLSearchParams(fields), headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } }),
    open: query => get(home + query),
    reload: () => get(home),
    copy: () => pageOn(address, options, { html: state.html, headers: state.headers, trail: [], jar: state.jar }),
  }
  return page
}

/** Opens the page in a browser of its own. */
export async function openPage(address: string, options: FormPageOptions = {}): Promise<FormPage> {
  const page = pageOn(address, options, { html: '', headers: new Headers(), trail: [], jar: { cookie: undefined } })
  await page.open(options.query ?? '')
  return page
}
