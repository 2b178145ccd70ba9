/**
 * Requests become tickets of GLPI by its public REST API (https://github.com/glpi-project/glpi/blob/main/apirest.md, read on 2026-11-30):
 * a request is a ticket, what the person says afterwards a follow-up of it. GLPI knows no repetition by itself, so the guide's reference
 * stands in what is written there, and is looked for before.
 */
import { z } from 'zod-4'
import { backoff, type Backoff } from '../../backoff.ts'
import type { Library } from '../../content/library.ts'
import type { Outcome } from '../../storage/storage.ts'
import { html, type Html } from '../../text/html.ts'
import type { HandedOver, HandoverWay } from './handOver.ts'

export interface GlpiOptions {
  /** Its API, `https://glpi.example.org/apirest.php`, without a slash at its end. */
  readonly url: string
  /** `Remote access key` of the user as whom tickets are made. */
  readonly userToken: string
  /** Of the API client, where GLPI demands one. */
  readonly appToken?: string
  readonly library: Pick<Library, 'plain'>
}

/** For one answer, ms. */
const patience = 10_000
/** 5 s, 10 s, 20 s … 10 minutes. */
const pauses: Backoff = { first: 5000, most: 600_000 }

const session = z.object({ session_token: z.string().min(1) })
const made = z.object({ id: z.coerce.number().int().positive() })
const tickets = z.array(z.object({ id: z.coerce.number().int().positive(), name: z.string().nullable() }))
const followUps = z.array(z.object({ id: z.coerce.number().int().positive(), content: z.string().nullable() }))

/** GLPI answered what it should not have, or not at all; `code` is for an operator. */
class GlpiFault extends Error {
  override readonly name = 'GlpiFault'
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

type Call = (method: 'GET' | 'POST', path: string, input?: Readonly<Record<string, string | number>>) => Promise<unknown>

/** @param tokens the headers that let in */
const callsTo = (url: string, tokens: Readonly<Record<string, string>>): Call => async (method, path, input) => {
  let response: Response
  try {
    response = await fetch(`${url}/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...tokens },
      ...(input === undefined ? {} : { body: JSON.stringify({ input }) }),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    })
  } catch {
    throw new GlpiFault('network')
  }
  if (!response.ok) {
    await response.body?.cancel()
    throw new GlpiFault(`http${response.status}`)
  }
  // What is no JSON is nothing that is looked for.
  return response.json().catch(() => undefined)
}

const read = <T>(schema: z.ZodType<T>, answer: unknown): T => {
  const known = schema.safeParse(answer)
  if (!known.success) throw new GlpiFault('unexpected')
  return known.data
}

const line = (label: string, value: string): Html => html`<p><strong>${label}</strong><br>${value}</p>`

/** Does what is asked within a session, which ends with it. */
async function within<T>({ url, userToken, appToken }: GlpiOptions, act: (call: Call) => Promise<T>): Promise<T> {
  const app: Readonly<Record<string, string>> = appToken === undefined ? {} : { 'App-Token': appToken }
  const { session_token: token } = read(session, await callsTo(url, { ...app, authorization: `user_token ${userToken}` })('GET', 'initSession'))
  const call = callsTo(url, { ...app, 'Session-Token': token })
  try {
    return await act(call)
  } finally {
    // It ends by itself, too.
    await call('GET', 'killSession').catch(() => undefined)
  }
}

async function ticketOf(call: Call, reference: string): Promise<number | undefined> {
  const query = new URLSearchParams({ 'searchText[name]': reference, range: '0-9' })
  const found = read(tickets, await call('GET', `Ticket?${query.toString()}`))
  return found.find(({ name }) => name?.split(/\s/).includes(reference) === true)?.id
}

/** The ticket of a request, made where there is none yet. */
async function ticket(call: Call, { reference, subject, ticket: own, agreed, transcript, locale }: HandedOver['request'], library: GlpiOptions['library']): Promise<number> {
  const known = await ticketOf(call, reference)
  if (known !== undefined) return known
  const rows = agreed.map(({ label, value }) => line(label, value).html)
  const said = transcript === undefined ? [] : [line(library.plain(locale, 'pages:report.transcript'), transcript).html]
  const name = [reference, subject, ...(own === undefined ? [] : [`[${own}]`])].join(' ')
  return read(made, await call('POST', 'Ticket', { name, content: [...rows, ...said].join('') })).id
}

export const byGlpi = (options: GlpiOptions): HandoverWay => ({
  name: 'glpi',
  deliver: async ({ id, request, event }, attempt): Promise<Outcome> => {
    const { library } = options
    try {
      await within(options, async call => {
        const items_id = await ticket(call, request, library)
        if (event === undefined) return
        // What marks a follow-up as the one of this event.
        const mark = `[${id.slice(0, 12)}]`
        const there = read(followUps, await call('GET', `Ticket/${items_id}/ITILFollowup?range=0-999`))
        if (there.some(({ content }) => content?.includes(mark) === true)) return
        const content = `${line(library.plain(request.locale, `pages:report.events.${event.kind}`), event.words).html}<p>${mark}</p>`
        read(made, await call('POST', 'ITILFollowup', { itemtype: 'Ticket', items_id, content }))
      })
      return { done: true }
    } catch (error) {
      if (!(error instanceof GlpiFault)) throw error
      return { retry: { inMs: backoff(attempt, pauses), code: error.code } }
    }
  },
})
