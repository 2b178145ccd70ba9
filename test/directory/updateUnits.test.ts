import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { openDirectory, type Directory } from '../../src/directory/openDirectory.ts'
import { ImportRefused, type RefusalCode } from '../../src/directory/importRefused.ts'
import { updateUnits } from '../../src/directory/updateUnits.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { csv, five, many, page } from './synthetic.ts'

describe('updating units from an address', () => {
  let storage: Storage
  let directory: Directory
  let server: Server
  let base: string
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  let asked: IncomingMessage[]

  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
    directory = await openDirectory(storage, { checkEveryMs: 0 })
    asked = []
    server = createServer((request, response) => {
      asked.push(request)
      answer(request, response)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    await storage.close()
  })

  const whole =
    (content: string | Buffer, headers: Record<string, string> = {}): typeof answer =>
    (_, response) => {
      // In two steps: restify, loaded by other tests of the process, makes writeHead return nothing.
      response.writeHead(200, headers)
      response.end(content)
    }
  const known = async (): Promise<string> => (await directory.findUnits('UMR 9901')).answer
  const refused = (code: RefusalCode, says?: RegExp): Promise<void> =>
    assert.rejects(updateUnits(storage, `${base}/units.csv`), (error: unknown) => {
      assert.ok(error instanceof ImportRefused, String(error))
      assert.equal(error.code, code)
      if (says !== undefined) assert.match(error.message, says)
      return true
    })

  it('imports, then asks only for what changed', async () => {
    const modified = 'Tue, 08 Feb 2022 10:00:00 GMT'
    answer = whole(csv(five), { etag: '"v1"', 'last-modified': modified })
    const first = await updateUnits(storage, `${base}/units.csv?apikey=abc`)
    assert.deepEqual(first.unchanged === false && [first.size, first.date, first.dateFrom], [5, '2022-02-08', 'server'])
    assert.equal(asked[0]!.headers['if-none-match'], undefined)

    answer = (_, response) => {
        response.statusCode = 304
        response.end()
      }
    assert.deepEqual(await updateUnits(storage, `${base}/units.csv?apikey=abc`), { unchanged: true })
    assert.deepEqual([asked[1]!.headers['if-none-match'], asked[1]!.headers['if-modified-since']], ['"v1"', modified])
    assert.equal(await known(), 'true')

    // Another address has its own versions.
    answer = whole(csv(five), { etag: '"v2"' })
    await updateUnits(storage, `${base}/other.csv`)
    assert.equal(asked[2]!.headers['if-none-match'], undefined)
  })

  it('keeps no key of the address', async () => {
    answer = whole(csv(five))
    await updateUnits(storage, `${base}/units.csv?apikey=very-secret`)
    assert.doesNotMatch(
      JSON.stringify(await storage.db.selectFrom('directory_sources').selectAll().execute()),
      /very-secret/,
    )
    assert.match((await directory.status()).units.source, /^127\.0\.0\.1:\d+\/units\.csv$/)
  })

  it('reads gzip, as a file and as an encoding', async () => {
    answer = whole(gzipSync(csv(five)))
    await updateUnits(storage, `${base}/units.csv.gz`)
    assert.equal(await known(), 'true')
    answer = whole(gzipSync(csv(many(3).concat(five))), { 'content-encoding': 'gzip' })
    const result = await updateUnits(storage, `${base}/units.csv`)
    assert.equal(result.unchanged === false && result.size, 8)
  })

  it('follows the pages of the API', async () => {
    answer = ({ url }, response) => {
      const offset = Number(new URL(url!, base).searchParams.get('offset') ?? 0)
      response.end(page(five.slice(offset, offset + 2), 5))
    }
    const result = await updateUnits(storage, `${base}/api/records?limit=2`)
    assert.deepEqual(result.unchanged === false && [result.size, result.partial], [5, false])
    assert.equal(asked.length, 3)
  })

  describe('changes nothing', () => {
    beforeEach(async () => {
      answer = whole(csv(five), { etag: '"good"' })
      await updateUnits(storage, `${base}/units.csv`)
    })
    afterEach(async () => {
      assert.equal(await known(), 'true')
      answer = (_, response) => {
        response.statusCode = 304
        response.end()
      }
      await updateUnits(storage, `${base}/units.csv`)
      assert.equal(asked.at(-1)!.headers['if-none-match'], '"good"')
    })

    it('when the body is cut off', async () => {
      const content = csv(many(2000))
      answer = (_, response) => {
        response.writeHead(200, { 'content-length': Buffer.byteLength(content) })
        response.write(content.slice(0, content.length / 2), () => setTimeout(() => response.destroy(), 20))
      }
      await refused('notFetched', /cut off/)
    })
    it('when a body of unsaid length is cut off', async () => {
      answer = (_, response) => {
        response.writeHead(200)
        response.write(csv(five), () => setTimeout(() => response.destroy(), 20))
      }
      await refused('notFetched', /cut off/)
    })
    it('when a wrong file comes', async () => {
      answer = whole('<html>maintenance</html>', { etag: '"bad"' })
      await refused('notRnsr')
    })
    it('when far fewer units come', async () => {
      answer = whole(csv(five.slice(0, 2)), { etag: '"bad"' })
      await refused('tooManyLost')
    })
    it('when the server says no', async () => {
      answer = (_, response) => {
        response.statusCode = 503
        response.end()
      }
      await refused('notFetched', /503/)
    })
  })

  it('says when nobody answers', async () => {
    await assert.rejects(updateUnits(storage, 'http://127.0.0.1:9/units.csv'), {
      name: 'ImportRefused',
      code: 'notFetched',
    })
  })
})
