/**
 * What bounds strangers: sizes, rates, times, headers, forms, secrets, and what is for this machine only.
 * Long since they share one guide, whose start costs most.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import ts from 'typescript'
import { signWebhook } from '../../src/accounts/events.ts'
import { createServer } from '../../src/http/server.ts'
import { root } from '../../src/root.ts'
import { temporaryFolder } from '../support/databases.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { activationIn, Line, messagesDoor, newTally, rawExchange, signUp, walk } from '../support/hostile.ts'

describe('the bounds of the whole guide', function () {
  this.timeout(60_000)
  let guide: RunningGuide
  let line: Line
  let dataDir: string
  let activation: Awaited<ReturnType<typeof activationIn>>
  const elsewhere = { 'x-forwarded-for': '203.0.113.200' }

  before(async () => {
    dataDir = temporaryFolder()
    guide = await startGuide({ DATA_DIR: dataDir, TRUST_PROXY: 'true' })
    line = new Line(guide.address)
    await walk(messagesDoor(line, 'emulator'), 'review', signUp, newTally())
    activation = await activationIn(dataDir, line)
  })
  after(async () => {
    line.close()
    await guide.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const directLine = async (): Promise<{ token: string; conversationId: string }> =>
    JSON.parse(
      (
        await line.ask('POST', '/v3/directline/tokens/generate', {
          origin: line.address,
          'x-forwarded-for': '203.0.113.1',
        })
      ).text,
    ) as never

  /** The status of an answer. What was sent and not read can take the answer with it when the connection ends: then once more. */
  async function refusal(request: string): Promise<number> {
    for (let tries = 0; tries < 10; tries++) {
      const status = /^HTTP\/1.1 (\d+) /.exec(await rawExchange(guide.address, Buffer.from(request), 2000))?.[1]
      if (status !== undefined) return Number(status)
    }
    return 0
  }

  it('refuses a body that is too large, declared or not, before it is read', async () => {
    const { token, conversationId } = await directLine()
    const bounds: Record<string, number> = {
      '/api/messages': 384 * 1024,
      [`/v3/directline/conversations/${conversationId}/activities`]: 384 * 1024,
      '/v3/directline/tokens/generate': 4096,
      '/v3/directline/tokens/resume': 4096,
      '/v3/directline/conversations': 4096,
      '/accounts/v1/accounts': 32 * 1024,
      '/accounts/v1/activation-emails': 4096,
      '/account-events': 16 * 1024,
      '/activate': 8192,
      '/activate/again': 8192,
    }
    for (const [path, bound] of Object.entries(bounds)) {
      const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`
      assert.equal(await refusal(`${head}Content-Length: ${bound + 1}\r\n\r\n`), 413, path)
      const size = (bound + 1).toString(16)
      assert.equal(await refusal(`${head}Transfer-Encoding: chunked\r\n\r\n${size}\r\n${'x'.repeat(bound + 1)}\r\n`), 413, path)
    }
    const headers = { authorization: `Bearer ${token}` }
    const long = await line.ask(
      'POST', `/v3/directline/conversations/${conversationId}/activities`, headers,
      JSON.stringify({ type: 'message', text: 'é'.repeat(100_001) }),
    )
    assert.equal(long.status, 413)
    assert.equal(await refusal(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`), 431)
  })

  it('says when to come back to whoever asks too often', async () => {
    const often = async (
      ask: () => Promise<{ status: number; headers: Record<string, unknown> }>,
      most: number,
    ): Promise<void> => {
      for (let n = 0; n < most; n++) assert.notEqual((await ask()).status, 429, `refused after ${n}`)
      const { status, headers } = await ask()
      assert.equal(status, 429)
      assert.match(String(headers['retry-after']), /^[1-9]\d*$/)
    }
    await often(() => line.ask('POST', '/v3/directline/tokens/generate', { origin: line.address, ...elsewhere }), 120)
    // Whoever comes back to an open conversation shares no limit with those who begin one.
    assert.notEqual(
      (await line.ask('POST', '/v3/directline/tokens/resume', { origin: line.address, ...elsewhere }, '{}')).status,
      429,
    )
    assert.equal(
      (
        await line.ask('POST', '/v3/directline/tokens/generate', {
          origin: line.address,
          'x-forwarded-for': '203.0.113.201',
        })
      ).status,
      200,
    )
    const { token, conversationId } = await directLine()
    const post = (): ReturnType<Line['ask']> =>
      line.ask(
        'POST', `/v3/directline/conversations/${conversationId}/activities`,
        { authorization: `Bearer ${token}` },
        '{"type":"typing"}',
      )
    await often(post, 120)
  })

  it('gives up an answer that nobody reads', async () => {
    const large = { status: 200, body: Buffer.alloc(30_000_000) }
    const quiet = { info: () => {}, warn: () => {}, error: () => {} }
    const server = createServer({
      routes: [{ method: 'GET', path: '/', handle: () => large }],
      trustProxy: false,
      log: quiet,
      times: { answer: 300 },
    })
    const address = await server.listen(0, '127.0.0.1')
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
    )
    socket.on('error', () => undefined)
    let read = 0
    // Read only after the time is up: what was not yet sent by then never comes.
    await delay(800)
    socket.on('data', chunk => (read += chunk.length))
    await new Promise(resolve => socket.once('close', resolve))
    assert.ok(read < large.body.length, 'a client that does not read was waited for')
    await server.stop()
  })

  it('puts its headers on every page, in every state of it', async () => {
    const used = '/activate?token=' + 'x'.repeat(43)
    const picture = `/assets/images/${readdirSync(join(root, 'content/images')).find(name => name.endsWith('.svg'))}`
    const pages: readonly (readonly [path: string, status: number])[] = [
      ['/', 200], ['/?lang=en', 200], [`/activate?token=${activation.token}`, 200], [used, 404], ['/activate', 404],
      ['/mailbox', 200], [`/mailbox/${activation.id}`, 200], ['/mailbox/nothing', 404], ['/nowhere', 404],
      ['/livez', 200], [picture, 200],
    ]
    for (const [path, status] of pages) {
      // `ask` judges the headers of each answer: the policy, nosniff, the referrer, no name of a server.
      const { status: is, headers, text } = await line.ask('GET', path)
      assert.equal(is, status, path)
      const policy = String(headers['content-security-policy'])
      const nonces = new Set([...policy.matchAll(/'nonce-([^']+)'/g)].map(([, nonce]) => nonce))
      if (/^text\/html/.test(headers['content-type'] ?? '')) {
        for (const directive of ["base-uri 'none'", 'form-action'])
          assert.ok(policy.includes(directive), `${path} has no ${directive}`)
        assert.equal(nonces.size, path.startsWith('/mailbox/') && status === 200 ? 0 : 1, path)
        for (const [, nonce] of text.matchAll(/<script(?! id="settings")[^>]*?(?: nonce="([^"]+)")?>/g))
          assert.ok(nonces.has(nonce), `a script of ${path} has no nonce`)
        assert.doesNotMatch(text, /<[^>]+\son\w+=|javascript:/i)
      }
      const again = String((await line.ask('GET', path)).headers['content-security-policy'])
      assert.ok(nonces.size === 0 || again !== policy, `the nonce of ${path} is always the same`)
    }
  })

  it('takes the activation form from its own page only', async () => {
    const { token, form } = activation
    const other = await activationFormOf('x'.repeat(43))
    const fields = { token, form, password: 'Radium, 1898 : polonium !' }
    const attempts: readonly (readonly [
      what: string,
      fields: Record<string, string>,
      headers: Record<string, string>,
    ])[] = [
      ['no signed field', { token, password: fields.password }, {}], ['an empty one', { ...fields, form: '' }, {}],
      [
        'one that was changed',
        {
          ...fields,
          form: form
            .replace(/.$/, last => (last === 'A' ? 'B' : 'A'))
            .replace(/\.(.)/, (_, first: string) => `.${first === 'A' ? 'B' : 'A'}`),
        },
        {},
      ],
      ['a later one', { ...fields, form: form.replace(/^[^.]+/, (Date.now() + 3_600_000).toString(36)) }, {}],
      ['one of another link', { ...fields, form: other }, {}],
      ['another site', fields, { origin: 'https://evil.example' }], ['no site', fields, { origin: 'null' }],
      ['a browser that says so', fields, { 'sec-fetch-site': 'cross-site' }],
      ['a neighbour', fields, { 'sec-fetch-site': 'same-site' }],
    ]
    const send = (sent: Record<string, string>, headers: Record<string, string>): ReturnType<Line['ask']> =>
      line.ask(
        'POST', '/activate',
        { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        new URLSearchParams(sent).toString(),
      )
    for (const [what, sent, headers] of attempts) assert.equal((await send(sent, headers)).status, 403, what)
    // After all of them the link is still ready, and its own form works.
    assert.equal((await send(fields, { origin: line.address, 'sec-fetch-site': 'same-origin' })).status, 200)
    const row = await guide.app.storage.db.selectFrom('account').select('status').executeTakeFirstOrThrow()
    assert.equal(row.status, 'active')

    async function activationFormOf(unknown: string): Promise<string> {
      const page = await line.ask('GET', `/activate?token=${unknown}`)
      return /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? `${Date.now().toString(36)}.${'A'.repeat(43)}`
    }
  })

  it('keeps what is for this machine to this machine', async () => {
    const generate = '/v3/directline/tokens/generate'
    const local: readonly (readonly [method: string, path: string, ok: number, refused: number])[] = [
      ['GET', '/mailbox', 200, 404], ['GET', `/mailbox/${activation.id}`, 200, 404],
      ['POST', '/api/messages', 400, 403], ['POST', generate, 200, 403], ['GET', '/metrics', 200, 404],
    ]
    const ask = (
      at: Line,
      [method, path]: (typeof local)[number],
      headers: Record<string, string>,
    ): ReturnType<Line['ask']> => at.ask(method, path, headers, method === 'POST' ? '{}' : undefined)
    const foreign = [
      ...[
        'forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip',
        'cf-connecting-ip',
      ].map(name => ({ [name]: '127.0.0.1' })),
      ...['guide.example.org', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.1.1:3978'].map(host => ({
        host,
      })),
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ] as Record<string, string>[]
    for (const route of local) {
      assert.equal((await ask(line, route, {})).status, route[2], `${route[1]} for this machine`)
      for (const headers of foreign)
        assert.equal((await ask(line, route, headers)).status, route[3], `${route[1]} with ${JSON.stringify(headers)}`)
    }
    const open = await startGuide({ PUBLIC_URL: 'http://127.0.0.1:9' })
    const outside = new Line(open.address)
    try {
      for (const route of local)
        assert.equal((await ask(outside, route, {})).status, route[3], `${route[1]} with PUBLIC_URL`)
      assert.equal((await outside.ask('POST', generate, { origin: 'http://127.0.0.1:9' }, '{}')).status, 200)
    } finally {
      outside.close()
      await open.stop()
    }
  })

  it('lets no wrong secret in, however near it is', async () => {
    const { storage } = guide.app
    const secrets = { accounts: await storage.secret('accounts'), events: await storage.secret('accountEvents') }
    const near = (secret: string): string[] => [
      secret.slice(0, -1),
      `${secret}0`,
      secret.replace(/.$/, last => (last === '0' ? '1' : '0')),
      secret.toUpperCase(),
      '', ' ', 'a'.repeat(secret.length),
    ]
    for (const wrong of near(secrets.accounts).filter(each => each !== secrets.accounts))
      assert.equal(
        (await line.ask('POST', '/accounts/v1/accounts', { authorization: `Bearer ${wrong}` }, '{}')).status,
        401,
      )
    assert.equal(
      (await line.ask('POST', '/accounts/v1/accounts', { authorization: `Bearer ${secrets.accounts}` }, '{}')).status,
      422,
    )
    const body = JSON.stringify({ type: 'account.activated', requestId: 'nobody', at: new Date().toISOString() })
    for (const wrong of near(secrets.events).filter(each => each !== secrets.events))
      assert.equal(
        (await line.ask('POST', '/account-events', signWebhook(wrong, 'x', body, Date.now()), body)).status,
        401,
      )
    assert.equal(
      (await line.ask('POST', '/account-events', signWebhook(secrets.events, 'x', body, Date.now()), body)).status,
      404,
    )
    const given = JSON.parse(
      (
        await line.ask('POST', '/v3/directline/tokens/generate', {
          origin: line.address,
          'x-forwarded-for': '203.0.113.2',
        })
      ).text,
    ) as { conversationId: string; resume: string }
    const resume = (resumeSecret: string): ReturnType<Line['ask']> =>
      line.ask(
        'POST', '/v3/directline/tokens/resume',
        { origin: line.address, 'x-forwarded-for': '203.0.113.2' },
        JSON.stringify({ conversationId: given.conversationId, resumeSecret }),
      )
    for (const wrong of near(given.resume)) assert.equal((await resume(wrong)).status, 403)
    assert.equal((await resume(given.resume)).status, 200)
  })
})

/** Comparisons of two values of which one is named like a secret, in a text of TypeScript. */
function plainComparisons(name: string, source: string): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true)
  const secret = /token|secret|password|signature|hmac|\bmac\b|bearer|authorization|digest|credential/i
  const equal = new Set([
    ts.SyntaxKind.EqualsEqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsEqualsToken,
    ts.SyntaxKind.EqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsToken,
  ])
  const harmless = (node: ts.Expression): boolean =>
    ts.isStringLiteral(node) ||
    ts.isNumericLiteral(node) ||
    node.kind === ts.SyntaxKind.NullKeyword ||
    node.getText() === 'undefined' ||
    ts.isTypeOfExpression(node) ||
    /\.length$/.test(node.getText())
  /** The name of what an expression gives: of the variable, the property, the function. */
  const named = (node: ts.Expression): string =>
    ts.isPropertyAccessExpression(node)
      ? node.name.text
      : ts.isCallExpression(node)
        ? named(node.expression)
        : ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node)
          ? named(node.expression)
          : ts.isElementAccessExpression(node)
            ? node.argumentExpression.getText()
            : node.getText()
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const operands =
      ts.isBinaryExpression(node) && equal.has(node.operatorToken.kind)
        ? [node.left, node.right]
        : ts.isCallExpression(node) &&
            ts.isPropertyAccessExpression(node.expression) &&
            ['equals', 'includes', 'startsWith', 'endsWith', 'localeCompare', 'compare'].includes(
              node.expression.name.text,
            )
          ? [node.expression.expression, ...node.arguments.slice(0, 1)]
          : []
    if (operands.length === 2 && !operands.some(harmless) && operands.some(each => secret.test(named(each))))
      found.push(
        `${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText().slice(0, 80)}`,
      )
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

describe('a secret', () => {
  it('is compared in constant time wherever there is one', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      name => name.endsWith('.ts') && !name.includes('page/browser') && !name.endsWith('.d.ts'),
    )
    assert.ok(files.length > 60)
    assert.deepEqual(
      files.flatMap(name => plainComparisons(name, readFileSync(join(root, 'src', name), 'utf8'))),
      [],
    )
    // And the search finds one.
    for (const planted of [
      'if (given === token) {}', 'if (secret != x.y) {}', 'const ok = headers.authorization === wanted',
      'digest(a).equals(b)', 'a === this.signature', "rows[0]!.headers['authorization'] === b",
    ])
      assert.equal(plainComparisons('planted', planted).length, 1, planted)
    for (const fine of [
      "token === ''", 'token === undefined', "typeof secret === 'string'", 'given.length === token.length',
      'timingSafeEqual(a, token)',
    ])
      assert.deepEqual(plainComparisons('fine', fine), [], fine)
  })
})

describe('the threat model', () => {
  it('names tests that exist', () => {
    const text = readFileSync(join(root, '.github/security.md'), 'utf8')
    const named = [...text.matchAll(/`(test\/[\w/.]+\.test\.ts)`((?:,? "[^"]+")+)/g)].flatMap(([, file, names]) =>
      [...names!.matchAll(/"([^"]+)"/g)].map(([, name]) => ({ file: file!, name: name! })),
    )
    assert.ok(named.length > 40)
    const missing = named.filter(({ file, name }) => !readFileSync(join(root, file), 'utf8').includes(`it('${name}'`))
    assert.deepEqual(missing, [])
  })
})
