/**
 * What hostile people send: texts, JSON, activities, moves in a conversation, requests, bytes.
 *
 * Every text that could become markup holds `mark`, so that an echo is found wherever it comes out.
 *
 * Long, for it is a collection.
 */
import fc from 'fast-check'

/** Stands in everything that is typed as if it were markup. No word of the guide holds it. */
export const mark = 'zqx7'

const markup = [
  `<img src=x onerror=alert('${mark}')>`, `<script>${mark}</script>`, `</title><svg onload=${mark}>`,
  `<b>${mark}</b>`, `<!-- ${mark} -->`, `"><a href="javascript:${mark}">`, `<a href="https://${mark}.example">x</a>`,
  `&lt;b&gt;${mark}`, `&#60;i&#62;${mark}`, `<${mark}@example.org>`, `[${mark}](https://${mark}.example)`,
  `![${mark}](https://${mark}.example/x.png)`, `[${mark}](javascript:alert)`,
  `[${mark}][1]\n\n[1]: https://a.example`, `**${mark}**`, `__${mark}__`, `*${mark}* _${mark}_`, `~~${mark}~~`,
  `\`${mark}\``, `\`\`\`\n${mark}\n\`\`\``, `# ${mark}`, `${mark}\n===`, `> ${mark}`, `- ${mark}\n- ${mark}`,
  `1. ${mark}`, `1) ${mark}`, `| ${mark} | b |\n|---|---|\n| c | d |`, `https://${mark}.example`,
  `www.${mark}.example`, `http:\\//${mark}.example`, `<https://${mark}.example>`, `mailto:${mark}@example.org`,
  `[^1]: ${mark}`, `$$${mark}$$`, `\\(${mark}\\)`, `\\<b>${mark}\\</b>`, `{{portalUrl}} ${mark}`,
  `$t(dialogs:bot.menu.text) ${mark}`, `{{${mark}}}`, `\${${mark}}`, `<speak>${mark}</speak>`, `Ctrl\u0000${mark}`,
]
const strange = [
  '', ' \u00a0\u2003 ', '\0', '\u0007\u001b[31m', '\ud800', 'a\udfffb', '\u202eevil\u202c', '\u200b\u2060\ufeff',
  '👩🏽‍🔬🧪', 'é'.normalize('NFD').repeat(50), '\r\nBcc: x@y.z',
  '{"step":"createAccount.fillIn","ask":1,"option":"submit"}', '[]', 'null', '__proto__', 'constructor', 'toString',
  'hasOwnProperty', '-1', '1e999', '99', 'NaN', '%00', '%s%s%n', '../../../etc/passwd', "' or 1=1; --", 'a@b',
  'a@b.c,d@e.f', '@', 'x'.repeat(4001), 'a '.repeat(2000), '_keep', '_skip', 'edit', 'submit', 'none', '1', '2', '3',
  'oui', 'yes', 'non', 'modifier 4', 'CNRS', 'LATTICE', 'UMR 8094', 'Université de Lille', 'x@univ-lille.fr',
  'UMR 8094 '.repeat(400),
]
/** Expensive to read for a careless pattern. */
const heavy = [
  'a'.repeat(100_000), '<'.repeat(20_000), '[('.repeat(10_000), `${' '.repeat(50_000)}x`, 'a'.repeat(3900),
  'aé '.repeat(1300), 'a.'.repeat(1900), 'a@'.repeat(1900), '@.'.repeat(1900), `${'a-'.repeat(1900)}@x`, '*a'.repeat(1900),
  '-'.repeat(3900), '('.repeat(3900), '['.repeat(3900), '1'.repeat(3900), '1 '.repeat(1900), `${' '.repeat(3900)}x`,
  '\u00a0\u0301'.repeat(1900), `${'\\'.repeat(3900)}*`,
]

/** What people say to be understood, at any step. */
const commands = [
  'retour', 'annuler', 'aide', 'recommencer', 'English', 'parler français', 'bonjour', 'merci', "parler à quelqu'un",
  'back', 'cancel', 'help', 'restart', 'je voudrais créer un compte', 'page blanche', 'pas de mail d’activation',
  'vider le cache', 'quel identifiant utiliser', 'effacer ma conversation', 'delete my conversation',
]

/** A text, mostly with a mark in it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...markup) },
  { weight: 4, arbitrary: fc.constantFrom(...strange) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...markup), fc.constantFrom(...markup, ...strange))
      .map(([a, b]) => `${a} ${b}`),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
)

const keys = fc.constantFrom(
  '__proto__', 'constructor', 'prototype', 'toString', 'step', 'ask', 'option', 'field', 'id', 'text', 'type', 'name',
  'value', 'action', 'data', '', '\0', mark,
)
const leaf = fc.oneof(hostileText, fc.double(), fc.integer(), fc.boolean(), fc.constant(null))

/** Any JSON value: wrong types, names that are special to JavaScript, and sometimes nested beyond all use. */
const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  { weight: 3, arbitrary: fc.array(fc.tuple(keys, leaf), { maxLength: 5 }).map(pairs => own(pairs)) },
  {
    weight: 2,
    arbitrary: fc
      .array(
        fc.tuple(
          keys,
          fc.array(fc.tuple(keys, leaf), { maxLength: 4 }).map(pairs => own(pairs)),
        ),
        { maxLength: 4 },
      )
      .map(pairs => own(pairs)),
  },
  { weight: 1, arbitrary: fc.array(leaf, { maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 5, max: 60 }), leaf, fc.boolean())
      .map(([depth, value, list]) => nested(depth, value, list)),
  },
)

/** An object with these very properties of its own, `__proto__` among them, as JSON.parse would make it. */
function own(pairs: readonly (readonly [string, unknown])[]): object {
  const made = {}
  for (const [name, value] of pairs)
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true })
  return made
}

function nested(depth: number, value: unknown, list: boolean): unknown {
  let made = value
  for (let at = 0; at < depth; at++) made = list ? [made] : { value: made }
  return made
}

const any = (...right: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> =>
  fc.oneof(...right.map(arbitrary => ({ weight: 3, arbitrary })), { weight: 1, arbitrary: hostileJson })

const steps = [
  'createAccount.fillIn', 'chooseLogin.whereDoYouWork', 'chooseLogin.createItNow', 'fixBlankPage.didRefreshHelp',
  'clearCache.whichBrowser', 'activationHelp.matter', 'createAccount.request', 'bot.greeting', 'bot.menu',
  '__proto__', mark,
]
const button = fc.record({
  step: any(fc.constantFrom(...steps)),
  ask: any(fc.integer({ min: -1, max: 30 })),
  option: any(
    fc.constantFrom(
      'submit', 'edit', 'accept', '_keep', '_skip', 'create', 'none', 'yes', 'constructor', '__proto__',
      'createAccount', '../x',
    ),
  ),
  field: any(fc.constantFrom('email', 'terms', '__proto__', 'constructor', 'nothing')),
})

/** An activity with anything at any place. */
const hostileActivity: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    type: any(
      fc.constantFrom(
        'message', 'message', 'message', 'event', 'conversationUpdate', 'invoke', 'typing', 'endOfConversation',
        'trace', 'noa/outcome',
      ),
    ),
    text: any(hostileText),
    value: any(button, button),
    name: any(
      fc.constantFrom(
        'locale', 'noa/outcome', 'noa/announcement', 'noa/page', 'noa/link', 'noa/looked', 'adaptiveCard/action', 'signin/verifyState',
      ),
    ),
    locale: any(fc.constantFrom('fr', 'en', 'en-GB', 'de', 'fr-'.repeat(20))),
    id: any(fc.string({ maxLength: 20 })),
    textFormat: any(fc.constantFrom('xml', 'markdown', 'plain')),
    channelData: any(fc.record({ step: fc.constantFrom(...steps), clientActivityID: fc.string({ maxLength: 30 }) })),
    attachments: hostileJson,
    entities: hostileJson,
    membersAdded: any(fc.constant([{ id: 'x' }])),
    recipient: any(fc.record({ id: hostileText, name: hostileText })),
    from: any(fc.record({ id: hostileText, role: fc.constantFrom('bot', 'user') })),
    replyToId: hostileJson,
    deliveryMode: fc.constantFrom('expectReplies', 'expectReplies', 'normal'),
    action: hostileJson,
    timestamp: hostileJson,
  },
  { requiredKeys: ['type'] },
)

/** Texts that pass the check of a field and would be markup if anything took them for it. */
export const acceptable = markup.filter(text => text.length < 70 && !/\S@\S/.test(text))
let people = 0
/** Addresses that are right, and whose signs mean something in Markdown or HTML. */
export const address = (n: number): string => {
  const person = `${mark}${++people}`
  const forms = [
    person, `*${person}*`, `_${person}_`, `\`${person}\``, `~${person}~`, `{{${person}}}`,
    `&lt${person}`.replace(';', ''),
    `x+${person}`,
  ]
  const domains = ['example.org', 'example.org', 'example.org', 'gmial.com', 'cnrs.fr', 'sub.example.org']
  return `${forms[n % forms.length]!}@${domains[n % domains.length]!}`
}

/** One move of a walk. */
export type Move =
  | { readonly kind: 'say'; readonly text: string }
  /** A sensible answer to the question that is open, with something hostile in it where the check lets it through. */
  | { readonly kind: 'answer'; readonly which: number }
  | { readonly kind: 'press'; readonly which: number }
  /** A button that was offered once, changed or not. */
  | { readonly kind: 'old'; readonly which: number; readonly change: Record<string, unknown> }
  | { readonly kind: 'raw'; readonly activity: Record<string, unknown> }
  /** The very same delivery again. */
  | { readonly kind: 'repeat' }

const which = fc.nat({ max: 1000 })
export const hostileMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: which.map(n => ({ kind: 'answer', which: n }) as const) },
  { weight: 4, arbitrary: which.map(n => ({ kind: 'press', which: n }) as const) },
  { weight: 5, arbitrary: hostileText.map(text => ({ kind: 'say', text }) as const) },
  { weight: 2, arbitrary: fc.constantFrom(...commands).map(text => ({ kind: 'say', text }) as const) },
  { weight: 3, arbitrary: hostileActivity.map(activity => ({ kind: 'raw', activity }) as const) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(which, fc.record({ ask: leaf, option: leaf, step: leaf, field: leaf }, { requiredKeys: [] }))
      .map(([n, change]) => ({ kind: 'old', which: n, change }) as const),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'repeat' } as const) },
)
/** Moves that take a while to read, kept apart so that a walk has few of them. */
export const heavyMove: fc.Arbitrary<Move> = fc.constantFrom(...heavy).map(text => ({ kind: 'say', text }))

/** One request to any address of the guide. */
export interface Asking {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What opens doors: a fuzz that is turned away at each of them would try little. */
export interface Keys {
  readonly directLine: string
  readonly conversation: string
  readonly accounts: string
  /** The token of an activation link that is ready, and the signed fields of its form. */
  readonly activation: string
  readonly form: string
  readonly mail: string
  readonly asset: string
  /** Signs an announcement as the account service would. */
  sign(body: string): Record<string, string>
}

const routes = [
  '/', '/?lang=WORD', '/v3/directline/tokens/generate', '/v3/directline/tokens/refresh',
  '/v3/directline/tokens/resume', '/v3/directline/conversations', '/v3/directline/conversations/CONVERSATION',
  '/v3/directline/conversations/CONVERSATION/activities?watermark=WORD',
  '/v3/directline/conversations/WORD/activities', '/v3/directline/conversations/CONVERSATION/upload?userId=WORD',
  '/v3/directline/conversations/CONVERSATION/stream?t=WORD', '/v3/directline/session/getsessionid',
  '/v3/directline/WORD', '/api/messages', '/accounts/v1/accounts', '/accounts/v1/activation-emails',
  '/accounts/v1/WORD', '/activate', '/activate?token=ACTIVATION&lang=WORD', '/activate?token=WORD', '/activate/again',
  '/account-events', '/mailbox', '/mailbox?lang=WORD', '/mailbox/MAIL', '/mailbox/WORD', 'ASSET', '/assets/WORD',
  '/assets/images/WORD', '/livez', '/readyz', '/metrics', '/WORD', '//WORD', '/..%2f..%2fWORD', '/.env',
]

/** Addresses that are mostly posted to. */
const posted = /tokens|\/accounts\/|account-events|api\/messages|\/again$|upload|\/conversations$|\/activities$/

/** Headers that are easily misread. */
const oddHeaders = [
  '%', '%E0%A4%A', '%s%n', ';q=', ',,,', 'a;q=1e999', '"', '\\', '=', 'x'.repeat(900), ',x'.repeat(400), mark, '-1',
  '0', '*', '*/*', 'Bearer', 'Bearer a.b.c', 'Basic eDp5', 'v1,', '{}', '[]',
]

/** Percent-encoding for text that may hold halves of characters; some of it is left as it came. */
const inAddress = (text: string, raw: boolean): string =>
  raw
    ? text.replace(/[^\x21-\x7e]|[?#]/g, '').slice(0, 300)
    : encodeURIComponent(Buffer.from(text.slice(0, 300)).toString())
const inHeader = (text: string): string =>
  text
    .replace(/[^\x20-\x7e\xa0-\xff]/g, '')
    .slice(0, 500)
    .trim()

const json = (value: unknown): string => JSON.stringify(value) ?? 'null'
/** Mostly what is right, so that a request of many parts comes through at times. */
const mostly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 15, arbitrary: right }, { weight: 1, arbitrary: hostileJson })
const person = mostly(fc.constantFrom(...markup))
const mailAddress = mostly(
  fc.nat({ max: 5 }).map(n => `${mark}${++people}@${['example.org', 'x.example.org', 'gmial.com'][n % 3]!}`),
)
const accountFields = fc.record(
  {
    lastName: person,
    firstName: person,
    email: mailAddress,
    employer: person,
    terms: mostly(fc.constant(true)),
    unit: person,
    position: person,
    title: mostly(fc.constantFrom('madame', 'monsieur')),
    phone: mostly(fc.constant('+33123456789')),
  },
  { requiredKeys: ['lastName', 'firstName', 'email', 'employer', 'terms'] },
)
const locale = mostly(fc.constantFrom('fr', 'en'))
const accountRequest = fc.record({ locale, fields: mostly(accountFields) })
const mailRequest = fc.record({ locale, email: mailAddress })
const event = fc.record({
  type: any(fc.constant('account.activated')),
  requestId: any(fc.uuid()),
  at: any(fc.constant('2026-01-02T03:04:05.000Z')),
})

/** Requests to every address of the guide, with the right keys or none. */
export function askings(keys: Keys): fc.Arbitrary<Asking> {
  const right = fc.constantFrom(`Bearer ${keys.directLine}`, `Bearer ${keys.accounts}`)
  const odd = fc.constantFrom(...oddHeaders)
  const header = fc.oneof(odd, hostileText.map(inHeader))
  const headers = fc.record(
    {
      authorization: fc.oneof(right, right, header),
      origin: fc.oneof(fc.constant('null'), fc.constant('https://evil.example'), header),
      'content-type': fc.oneof(
        fc.constantFrom(
          'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x',
          'text/plain; charset=utf-7',
        ),
        header,
      ),
      'accept-language': fc.oneof(fc.constantFrom('en', 'fr;q=x,en;q=9', 'a'.repeat(400)), header),
      'idempotency-key': fc.oneof(fc.uuid(), header),
      accept: header,
      cookie: header,
      'if-none-match': header,
      range: fc.constantFrom('bytes=9-1', 'bytes=0-0,1-1', 'bytes=-99999999999', 'x'),
      'x-forwarded-for': fc.oneof(fc.constant('203.0.113.9'), header),
      'sec-fetch-site': fc.constantFrom('same-origin', 'cross-site', 'x'),
      'content-encoding': fc.constantFrom('gzip', 'br', 'x'),
      'user-agent': header,
      'x-ms-bot-agent': header,
    },
    { requiredKeys: [] },
  )
  const activation = fc
    .record({
      token: fc.oneof(fc.constant(keys.activation), hostileText),
      form: fc.oneof(fc.constant(keys.form), hostileText),
      lang: hostileText,
      password: hostileText,
    })
    .map(values => new URLSearchParams(values).toString())
  const body = fc.oneof(
    hostileActivity.map(json),
    hostileJson.map(json),
    activation, hostileText,
    fc
      .tuple(fc.integer({ min: 100, max: 12_000 }), fc.constantFrom('[', '{"a":', '"\\u0000'))
      .map(([times, sign]) => sign.repeat(times)),
    fc.constantFrom(
      '', '{', '\ufeff{}', '{"__proto__":{"polluted":true}}', '{"conversationId":"__proto__","resumeSecret":"x"}',
    ),
  )
  /** Turned away for nothing but what is in the body. */
  const fitting = fc
    .record({
      key: fc.uuid(),
      account: accountRequest.map(json),
      mail: mailRequest.map(json),
      activity: hostileActivity.map(json),
      event: event.map(json),
      activation,
    })
    .map(made => (route: string) => {
      const bearer = (token: string): Record<string, string> => ({
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      })
      if (route.startsWith('/accounts/'))
        return {
          headers: { ...bearer(keys.accounts), 'idempotency-key': made.key },
          body: route.endsWith('emails') ? made.mail : made.account,
        }
      if (route.startsWith('/v3/directline/')) return { headers: bearer(keys.directLine), body: made.activity }
      if (route === '/account-events') return { headers: keys.sign(made.event), body: made.event }
      if (route.startsWith('/activate')) return { headers: {}, body: made.activation }
      return { headers: { 'content-type': 'application/json' }, body: made.activity }
    })
  const method = fc.option(fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'), { freq: 2 })
  return fc
    .tuple(
      fc.constantFrom(...routes),
      method, hostileText,
      fc.boolean(),
      headers, body,
      fc.option(fitting, { freq: 2 }),
    )
    .map(([route, verb, word, raw, anyhow, anything, fit]): Asking => {
      const method = verb ?? (posted.test(route) || fit !== null ? 'POST' : 'GET')
      const { headers: sent, body: said } = fit?.(route) ?? { headers: anyhow, body: anything }
      const bare = method === 'GET' || method === 'HEAD'
      const path = route
        .replace('WORD', () => inAddress(word, raw))
        .replace('CONVERSATION', keys.conversation)
        .replace('ACTIVATION', keys.activation)
        .replace('MAIL', keys.mail)
        .replace('ASSET', keys.asset)
      return { method, path, headers: sent, body: bare ? undefined : said }
    })
}

const line = fc.tuple(hostileText, hostileText, hostileText)
/** What is no HTTP, or hardly. */
export const rawBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
  line.map(([a, b, c]) => Buffer.from(`${a} /${b} HTTP/1.1\r\nHost: ${c}\r\n\r\n`)),
  line.map(([a, b, c]) =>
    Buffer.from(`POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n${a}: ${b}\r\nContent-Length: ${c}\r\n\r\n{}`),
  ),
  line.map(([a, b]) =>
    Buffer.from(
      `POST /activate HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n${a}\r\n${b}\r\n0\r\n\r\n`,
    ),
  ),
  line.map(([a, b]) =>
    Buffer.from(
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /${a} HTTP/1.1\r\nX: ${b}\r\n\r\n`,
    ),
  ),
  line.map(([a, b, c]) =>
    Buffer.from(
      `GET /v3/directline/conversations/${a}/stream?t=${b} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${c}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    ),
  ),
)
