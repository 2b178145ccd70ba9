/** Any question in conversation, and what becomes of one that no article answers. */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { questionHandlers } from '../../src/actions/articles.ts'
import type { Activity } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { OutboxWorker, Storage } from '../../src/storage/storage.ts'
import { groupAlike } from '../../src/actions/alikeQuestions.ts'
import { createQuestions, maskQuestion, type Questions } from '../../src/actions/keptQuestions.ts'
import { engines, type TestDatabase } from '../support/databases.ts'
import { beginTalk, type Talk } from '../support/talk.ts'

const labelsOf = (activity: Activity | undefined): string[] => activity?.suggestedActions?.actions.map(({ title }) => title) ?? []
const textOf = (activities: readonly Activity[]): string => JSON.stringify(activities.map(({ text, attachments }) => [text, attachments]))

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return
    await delay(20)
  }
  assert.fail('It never came about')
}

for (const engine of engines)
  describe(`questions that no article answers, on ${engine.name}`, () => {
    let database: TestDatabase
    let storage: Storage
    let questions: Questions
    let worker: OutboxWorker | undefined
    let talk: Talk

    beforeEach(async () => {
      database = await engine.create()
      storage = await openStorage({ ...database })
      questions = createQuestions(storage)
      talk = await beginTalk(storage)
      worker = undefined
    })
    afterEach(async () => {
      await worker?.stop()
      await storage.close()
      await database.remove()
    })
    const isThere = async (key: string): Promise<boolean> => (await storage.conversations.load(key)) !== undefined
    const work = (): void => {
      worker = storage.outbox.work(questionHandlers({ turns: talk.turns, questions, isThere }))
    }

    it('is kept without who asked, counted, and erased with its time', async () => {
      const asked = (key: string, question: string, at: string): Promise<void> => questions.keep(key, `directline/${key}`, { locale: 'fr', question, askedAt: at })
      await asked('a', 'Où est le parapluie de marie.curie@cnrs.fr ?', '2026-11-01T10:00:00.000Z')
      await asked('a', 'Où est le parapluie de marie.curie@cnrs.fr ?', '2026-11-01T10:00:00.000Z')
      await asked('b', 'ou est le PARAPLUIE de pierre.curie@cnrs.fr', '2026-11-03T10:00:00.000Z')
      await asked('c', 'et mon chapeau ?', '2026-11-02T10:00:00.000Z')
      await asked('d', '06 12 34 56 78', '2026-11-02T10:00:00.000Z')
      const kept = await questions.list()
      assert.deepEqual(kept.map(({ question, count, first, last }) => [question, count, first.slice(0, 10), last.slice(0, 10)]), [
        ['ou est le PARAPLUIE de […]', 2, '2026-11-01', '2026-11-03'],
        ['et mon chapeau ?', 1, '2026-11-02', '2026-11-02'],
      ])
      assert.equal(await questions.expire(new Date('2026-11-02T12:00:00Z')), 2)
      assert.deepEqual((await questions.list()).map(({ question }) => question), ['ou est le PARAPLUIE de […]'])
    })

    it('goes with the conversation that its person erases, and with no other', async () => {
      await questions.keep('1', 'directline/a', { locale: 'fr', question: 'ma question', askedAt: '2026-11-01T10:00:00.000Z' })
      await questions.keep('2', 'directline/b', { locale: 'fr', question: 'une autre', askedAt: '2026-11-01T10:00:00.000Z' })
      await talk.say('effacer ma conversation')
      assert.deepEqual(await talk.say('Oui, tout effacer'), ['bot.forgotten'])
      assert.deepEqual((await questions.list()).map(({ question }) => question), ['une autre'])
    })

    it('is taken out again when the conversation was erased while it was kept', async () => {
      const handlers = questionHandlers({ turns: talk.turns, questions, isThere })
      const entry = { id: 'x', kind: 'keepQuestion', conversation: 'directline/gone', attempt: 1, createdAt: '2026-11-01T10:00:00.000Z', told: false }
      await handlers.keepQuestion({ ...entry, payload: JSON.stringify({ question: 'ma question', locale: 'fr' }) })
      await handlers.keepQuestion({ ...entry, payload: JSON.stringify({ question: 'rien compris', locale: 'fr', step: 'a.b' }) })
      assert.deepEqual(await questions.list(), [])
    })

    it('is also an answer that a choice did not understand, with its step and masked; and never what is asked for itself', async () => {
      work()
      await talk.say('ma page est blanche')
      await talk.say('un bidule vert, écrivez à marie.curie@cnrs.fr')
      await until(async () => (await questions.list()).length === 1)
      const [kept] = await questions.list()
      assert.deepEqual([kept?.question, kept?.step, kept?.state], ['un bidule vert, écrivez à […]', 'fixBlankPage.whatDoYouSee', 'new'])
      await talk.say('effacer ma conversation')
      await talk.say('Oui, tout effacer')
      assert.deepEqual(await questions.list(), [])
    })

    it('is marked by editors, and new again where it was answered and still is asked', async () => {
      const keep = (id: string, question: string, day: number): Promise<void> =>
        questions.keep(id, `directline/${id}`, { locale: 'fr', question, askedAt: `2026-11-0${day}T10:00:00.000Z` })
      await keep('1', 'où est le parapluie', 1)
      await keep('2', 'un chapeau', 1)
      for (const [question, state] of [['où est le parapluie', 'answered'], ['un chapeau', 'ignored']] as const)
        await questions.mark((await questions.list()).find(each => each.question === question)?.ids ?? [], state)
      await keep('3', 'Où est le parapluie ?', 2)
      await keep('4', 'Un chapeau !', 2)
      await keep('5', 'où se trouve le parapluie', 2)
      assert.deepEqual((await questions.list()).map(({ question, state }) => [question, state]).sort(), [
        ['Où est le parapluie ?', 'new'], ['Un chapeau !', 'ignored'], ['où se trouve le parapluie', 'new'],
      ])
      const groups = groupAlike(await questions.list(), ['le', 'un', 'est', 'se'])
      assert.deepEqual(groups.map(({ question, count, wordings }) => [question, count, wordings.length]), [['Où est le parapluie ?', 3, 2], ['Un chapeau !', 2, 1]])
    })

    it('is asked, is not answered, is kept, and a person is offered', async () => {
      work()
      assert.deepEqual(await talk.say('qu’est-ce que Janus ?'), ['showArticle.article help/janus', 'showArticle.didItAnswer'])
      assert.match(textOf(talk.last), /CNRS - Personnels des unités/)
      assert.deepEqual(labelsOf(talk.last.at(-1)), ['Oui', 'Me connecter à NOA', 'Préparer un message', 'Non'])
      const next = await talk.say('non')
      assert.deepEqual(next, ['answerQuestion.whichOther'])
      const said = await talk.press('none')
      assert.equal(said[0], 'answerQuestion.noArticle')
      await until(async () => (await questions.list()).length === 1)
      const heard: string[] = [...said]
      await until(async () => {
        heard.push(...(await talk.hear()))
        return heard.includes('answerQuestion.contact')
      })
      const [kept] = await questions.list()
      assert.deepEqual([kept?.question, kept?.locale, kept?.count], ['qu’est-ce que Janus ?', 'fr', 1])
    })
  })

describe('a kept question', () => {
  it('is short, soon, and never more than a line', () => {
    for (const text of ['a '.repeat(50_000), 'x@y'.repeat(10_000), '1'.repeat(100_000), 'je m’appelle '.repeat(5000), `${'A'.repeat(5000)} `.repeat(20)]) {
      const begun = performance.now()
      const kept = maskQuestion(text)
      assert.ok(performance.now() - begun < 1000, `${text.slice(0, 12)} took ${performance.now() - begun} ms`)
      assert.ok(kept.length <= 300 && !kept.includes('\n'))
    }
  })
})
