/**
 * What a person said is never guessed into a consent, a request or an erasure: the options from which one follows are found by walking
 * the tables, and none of them is taken from a part of a sentence.
 */
import assert from 'node:assert/strict'
import * as conversations from '../../../dialogs/index.ts'
import { isDo, isPage, type ActionName } from '../../../src/flow/actions.ts'
import { targetsOf } from '../../../src/flow/draw.ts'
import { arrowFor, isEnd, resultOfEnd, arrowsOf, type Arrow, type DialogTable } from '../../../src/flow/table.ts'
import { openLibrary } from '../../../src/content/openLibrary.ts'
import { openDesk, type Desk } from './typedAtStep.ts'
import { testedContent } from '../../support/testedContent.ts'

/** Kept for the operator, and nothing of it goes out or tells who it was. */
const keptHere: ReadonlySet<ActionName> = new Set<ActionName>(['noteServiceSide', 'keepQuestion'])
const asksForIt = (act: ActionName): boolean => (isDo(act) || isPage(act)) && !keptHere.has(act)

interface Beginner {
  readonly table: DialogTable
  readonly at: string
}
const beginnersOf = (name: string): Beginner[] =>
  conversations.all.flatMap(table => Object.entries(table.steps).flatMap(([at, step]) => (step.kind === 'begin' && step.begin.name === name ? [{ table, at }] : [])))

/** Whether something is sent, asked for or looked at on the way of an arrow to the next question. */
function sends(table: DialogTable, arrow: Arrow | undefined, seen: Set<string>): boolean {
  if (arrow === undefined) return false
  return targetsOf(arrow, Object.keys(table.steps)).some(target => {
    const key = `${table.name}.${target}`
    if (seen.has(key)) return false
    seen.add(key)
    if (isEnd(target)) return beginnersOf(table.name).some(({ table: outer, at }) => {
      const step = outer.steps[at]
      return step !== undefined && sends(outer, arrowFor(step, resultOfEnd(target)), seen)
    })
    const step = table.steps[target]
    switch (step?.kind) {
      case 'act':
        return asksForIt(step.act) || arrowsOf(step).some(each => sends(table, each.arrow, seen))
      case 'say':
      case 'guide':
        return sends(table, step.next, seen)
      case 'begin':
        return sends(step.begin, step.begin.first, seen)
      case 'choose':
      case 'pick':
      case 'ask':
      case 'form':
      case undefined:
        return false
    }
  })
}

interface Request {
  readonly step: string
  readonly option: string
  readonly marked: boolean
}
const requests: readonly Request[] = conversations.all.flatMap(table => Object.entries(table.steps).flatMap(([at, step]) =>
  step.kind !== 'choose' ? [] : Object.entries(step.choose).flatMap(([option, arrow]) =>
    sends(table, arrow, new Set()) ? [{ step: `${table.name}.${at}`, option, marked: step.wholly?.includes(option) === true }] : [])))

/** The same, at a form. */
const ofForms: readonly Omit<Request, 'marked'>[] = [
  { step: 'createAccount.fillIn.review', option: 'submit' },
  { step: 'createAccount.fillIn.terms', option: 'accept' },
  { step: 'correctRequest.fillIn.review', option: 'submit' },
]

/** What holds the words for an option and means something else, or not that for sure. */
const around: Readonly<Record<string, readonly ((label: string) => string)[]>> = {
  fr: [
    label => `${label} ?`, label => `oui mais pas « ${label} »`, label => `je ne veux surtout pas ${label}`, label => `${label}, peut-être`,
    label => `avant de ${label} il faudrait que ma directrice relise tout`, label => `si je dis ${label} vous prévenez mon laboratoire`,
    () => 'oui mais pas maintenant', () => 'oui, pas tout de suite', () => 'oui peut-être', () => 'oui mais pas envoyer', () => 'ok si vous m’expliquez avant',
    () => 'd’accord sauf pour le téléphone', () => 'envoyez-moi plutôt une documentation', () => 'je ne sais pas si oui ou non', () => 'ok ?', () => 'c’est envoyé ?', () => 'euh… ah bon, envoyer ?',
    label => `${label.split(' ').at(-1) ?? ''} du collègue parti hier`, label => `il a été question de ${label} hier en réunion`,
  ],
  en: [
    label => `${label}?`, label => `yes but not “${label}”`, label => `please do not ${label}`, label => `${label}, maybe`,
    label => `before ${label} my director would have to read all of it`, () => 'yes but not now', () => 'maybe yes', () => 'ok if you explain it first',
    () => 'agreed except for the phone number', () => 'send me a leaflet instead', () => 'not sure if yes or no', () => 'is it sent?', label => `they told me about ${label} at a meeting`,
  ],
}

describe('what is asked for', () => {
  let desk: Desk
  let plain: (locale: string, key: string) => string
  before(async () => {
    desk = await openDesk()
    const library = await openLibrary({ dir: testedContent, defaultLocale: 'fr', globals: { retentionDays: 30, activationHours: 24, mailFrom: 'noa@example.org' } })
    plain = (locale, key) => library.plain(locale, key)
  })

  it('is marked in its table wherever something is sent, asked for or looked at', () => {
    assert.deepEqual(requests.filter(({ marked }) => !marked), [])
    assert.ok(requests.length >= 10, `only ${requests.length} found: the walk sees too little`)
  })

  it('is never taken from a part of what was said', async function () {
    this.timeout(60_000)
    const taken: string[] = []
    for (const { step, option } of [...requests, ...ofForms])
      for (const [lang, sentences] of Object.entries(around)) {
        const [dialog = '', at = '', field] = step.split('.')
        const key = field === 'review' ? `dialogs:${dialog}.${at}.submit` : field === undefined ? `dialogs:${dialog}.${at}.options.${option}` : `forms:localAccount.${field}.options.${option}`
        for (const sentence of sentences) {
          const say = sentence(plain(lang, key))
          const { did } = await desk.judge({ step, lang, say, expect: 'ask' })
          if (did === option) taken.push(`${step} ${option}: ${say}`)
        }
      }
    assert.deepEqual(taken, [])
  })

  it('is taken when it is said and nothing else', async () => {
    for (const { step, option, lang, say } of [
      { step: 'contactSupport.review', option: 'send', lang: 'fr', say: 'oui merci, envoyez' },
      { step: 'contactSupport.review', option: 'send', lang: 'en', say: 'yes please, send it' },
      { step: 'findActivationMail.found', option: 'resend', lang: 'fr', say: 'oui envoyez un nouveau' },
      { step: 'createAccount.fillIn.review', option: 'submit', lang: 'fr', say: 'c’est parfait, envoyez' },
      { step: 'createAccount.fillIn.terms', option: 'accept', lang: 'fr', say: 'oui j’accepte' },
      { step: 'selfCheck.mayI', option: 'yes', lang: 'fr', say: 'oui allez-y' },
    ])
      assert.equal((await desk.judge({ step, lang, say, expect: option })).did, option, `${step}: ${say}`)
  })
})
