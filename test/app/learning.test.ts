import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { beginLearning, type Learning } from '../../src/app/learning.ts'
import { healthRoutes } from '../../src/http/health.ts'
import type { RouteRequest } from '../../src/http/route.ts'
import { learnedFiles } from '../../src/understanding/index.ts'
import { temporaryFolder } from '../support/databases.ts'
import { fewWords } from '../support/fewWords.ts'

describe('the learning', () => {
  let folder: string
  let learning: Learning
  const log: object[] = []
  const note = (details: object): void => void log.push(details)
  beforeEach(() => {
    log.length = 0
    folder = temporaryFolder()
    learning = beginLearning(fewWords(), learnedFiles([folder]), { info: note, warn: note, error: note })
  })
  afterEach(async () => {
    await learning.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const status = async (path: string): Promise<number> => {
    const ping = () => Promise.resolve({} as never)
    const routes = healthRoutes({ ping, stopping: () => false, learning: () => !learning.isReady() })
    return (await routes.find(route => route.path === path)!.handle({} as RouteRequest)).status
  }

  it('leaves the guide alive and unready until it is done, and says how long it took', async () => {
    assert.deepEqual([await status('/livez'), await status('/readyz')], [200, 503])
    assert.throws(() => learning.understanding.understand('page blanche'))
    await learning.ready
    assert.deepEqual([await status('/livez'), await status('/readyz')], [200, 200])
    assert.equal(learning.understanding.understand('j’ai une page blanche').intent, 'blank_page')
    assert.equal(learning.finder.find('comment vider le cache', 'fr')[0]?.id, 'cache')
    const [{ ms, ...told }] = log as [{ ms: number }]
    assert.deepEqual(told, { code: 'learned', loaded: false })
    assert.ok(ms >= 0)
  })

  it('answers by what it knew until other words are learned, and then by these', async () => {
    await learning.ready
    const topic = (): string => learning.understanding.understand('le pangolin a mangé ma session', 'fr').intent
    const known = topic()
    assert.notEqual(known, 'choose_login')
    const again = learning.relearn(fewWords(['le pangolin a mangé ma session']))
    assert.equal(topic(), known)
    await again
    assert.equal(topic(), 'choose_login')
  })

  it('ends by the words that were given last, whichever are learned first', async () => {
    await learning.ready
    // The first is to be learned, the second only loaded.
    await Promise.all([learning.relearn(fewWords(['le pangolin a mangé ma session'])), learning.relearn(fewWords())])
    assert.notEqual(learning.understanding.understand('le pangolin a mangé ma session', 'fr').intent, 'choose_login')
  })
})
