/** What people are told of their data: all that the operator has set, and that the rest is not known. */
import assert from 'node:assert/strict'
import { privacyVariables } from '../../src/actions/privacyVariables.ts'
import { configDoubts, readConfig } from '../../src/config.ts'
import { toPlainText } from '../../src/content/markdown.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { legalBases } from '../../src/settings/privacySettings.ts'
import { contentDir } from '../../src/root.ts'

const environment = {
  PUBLIC_URL: 'https://guide.example.org', DATA_CONTROLLER: 'Centre d’essai', DPO_CONTACT: 'dpo@example.org', LEGAL_BASIS: 'publicTask',
  COMPLAINT_URL: 'https://www.cnil.fr/fr/plaintes', ACCOUNT_DATA_MONTHS: '24',
}

describe('what is said of personal data', () => {
  const said = async (env: Record<string, string>, locale: string) => {
    const { settings } = readConfig(env)
    const globals = { ...(settings as Record<string, string>), retentionDays: 30 }
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr', globals })
    const variables = privacyVariables(library, settings, locale)
    return {
      forgotten: toPlainText(library.words(locale, 'dialogs:bot.forgotten.text', variables)).replace(/\s+/g, ' '),
      article: library.article('help', locale, 'personal-data', variables)!.body,
      variables,
    }
  }

  it('is who answers for them, on what ground, whom to turn to and where to complain, once that is set', async () => {
    const fr = (await said(environment, 'fr')).article
    for (const part of [/Responsable :\*\* Centre d’essai\./, /mission d’intérêt public/, /\(mailto:dpo@example\.org\)/, /plainte à la CNIL\]\(https:\/\/www\.cnil\.fr/, /24 mois/])
      assert.match(fr.replace(/[\u00a0\u202f]/g, ' '), part)
    const en = (await said(environment, 'en')).article
    for (const part of [/Controller:\*\* Centre d’essai\./, /public interest/, /Your rights/, /complain to the CNIL/, /24 months/]) assert.match(en, part)
  })

  it('is nothing that nobody set, and that the time is not known', async () => {
    const { article, variables } = await said({}, 'fr')
    assert.deepEqual(variables, {})
    assert.doesNotMatch(article, /Responsable|Base légale|Vos droits|CNIL|undefined|\{/)
    assert.match(article, /Je ne sais pas combien de temps/)
    assert.match((await said({}, 'en')).article, /I do not know how long/)
  })

  it('is, when a conversation is erased, that name, employer and phone stay with the account, and for how long', async () => {
    assert.match((await said(environment, 'fr')).forgotten, /effacé.*nom, employeur et téléphone restent avec lui 24\smois après son dernier usage\.$/)
    assert.match((await said({}, 'fr')).forgotten, /restent avec lui pour une durée que je ne connais pas\.$/)
    assert.match((await said(environment, 'en')).forgotten, /erased.*name, employer and phone stay with it for 24 months after its last use\.$/)
    assert.match((await said({}, 'en')).forgotten, /stay with it for a time that I do not know\.$/)
  })

  it('has words for every legal basis, in both languages', async () => {
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    for (const legalBasis of legalBases)
      for (const locale of ['fr', 'en'])
        assert.match(String(privacyVariables(library, { legalBasis }, locale)['legalBasisName']), /6[.(]1/, `${locale} ${legalBasis}`)
  })

  it('is missed at the start of a guide for others', () => {
    const missed = (env: Record<string, string>) => configDoubts(readConfig(env)).find(({ code }) => code === 'privacy_incomplete')?.message
    assert.equal(missed({}), undefined)
    assert.equal(missed(environment), undefined)
    const { DPO_CONTACT: _, LEGAL_BASIS: __, ...some } = environment
    assert.match(missed(some) ?? '', /: set DPO_CONTACT, LEGAL_BASIS$/)
    for (const wrong of [{ DPO_CONTACT: 'nobody' }, { DPO_CONTACT: 'a@b@c.fr' }, { LEGAL_BASIS: 'because' }, { ACCOUNT_DATA_MONTHS: '0' }])
      assert.throws(() => readConfig(wrong), /ConfigError/)
  })
})
