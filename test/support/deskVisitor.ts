/** Somebody of the staff at the desk, over HTTP without a browser. */
import assert from 'node:assert/strict'
import type { Role } from '../../src/staff/roles.ts'
import { formTokenOf } from '../../src/staff/staffSessions.ts'
import type { RunningGuide } from './guide.ts'

export type Sent = [name: string, value: string]

export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', '\'').replaceAll('&amp;', '&')

/** What the boxes of a page would send, with some of the texts changed. */
export const fieldsOf = (page: string, changed: Readonly<Record<string, string>> = {}): Sent[] => [
  ...[...page.matchAll(/<input type="hidden"(?: id="seen[^"]*")? name="((?!_form)[^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']): Sent => [unescaped(name), unescaped(value)]),
  ...[...page.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<\/textarea>/g)].map(([, name = '', value = '']): Sent =>
    [unescaped(name), changed[unescaped(name)] ?? unescaped(value)]),
]

/** The page that was answered, without its styles. */
export const pageOf = async (answer: Response): Promise<string> => (await answer.text()).replace(/<style[\s\S]*?<\/style>/g, '')

/** The drafts that a page offers to publish, as it shows them. */
export const picksIn = (page: string, of = ''): Sent[] =>
  [...page.matchAll(/name="pick" value="([^"]*)"/g)].flatMap(([, value = '']): Sent[] => (unescaped(value).startsWith(of) ? [['pick', unescaped(value)]] : []))

export class DeskVisitor {
  readonly #guide: RunningGuide
  readonly #secret: string

  constructor(guide: RunningGuide, secret: string) {
    this.#guide = guide
    this.#secret = secret
  }

  static async enter(guide: RunningGuide, name: string, ...roles: Role[]): Promise<DeskVisitor> {
    const { people, sessions } = guide.app.desk.staff
    const invitation = await people.invite(name, roles, undefined)
    assert.ok(invitation !== 'lastOperator')
    const secret = await sessions.accept(invitation.token)
    assert.ok(secret !== undefined)
    return new DeskVisitor(guide, secret)
  }

  get #headers(): Record<string, string> {
    return { accept: 'text/html', 'accept-language': 'fr', cookie: `noa-desk=${this.#secret}` }
  }

  get token(): string {
    return formTokenOf(this.#secret)
  }

  /** A machine that has much to do may answer that nothing was stored or read: then once more. */
  async #ask(path: string, request: RequestInit): Promise<Response> {
    for (;;) {
      const answer = await fetch(this.#guide.address + path, { headers: this.#headers, ...request })
      if (answer.status !== 503 && answer.status !== 408) return answer
      await new Promise(resolve => setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after') ?? 1)))
    }
  }

  /** A page without its styles. */
  async get(path: string): Promise<string> {
    return pageOf(await this.#ask(path, {}))
  }

  post(path: string, sent: readonly Sent[] | FormData, redirect: 'follow' | 'manual' = 'follow'): Promise<Response> {
    return this.#ask(path, { method: 'POST', redirect, body: sent instanceof FormData ? sent : new URLSearchParams([['_form', this.token], ...sent]) })
  }

  /** Sends what is taken, without a look at the page that says so: it would check the words. */
  async keep(path: string, sent: readonly Sent[]): Promise<void> {
    assert.equal((await this.post(path, sent, 'manual')).status, 303)
  }

  /** Puts the drafts online whose names begin so, all of them unless told otherwise. */
  async publish(why: string, ...of: readonly string[]): Promise<Response> {
    const drafts = await this.get('/desk/words/drafts')
    return this.post('/desk/words/drafts/publish', [...(of.length === 0 ? [''] : of).flatMap(each => picksIn(drafts, each)), ['why', why]])
  }
}
