import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { cnrsEntityId, openDirectory, type Directory } from '../../src/directory/openDirectory.ts'
import { ImportRefused, type RefusalCode } from '../../src/directory/importRefused.ts'
import { importInstitutions } from '../../src/directory/importInstitutions.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'

interface Made {
  readonly id: string
  readonly fr: string
  readonly en?: string
  readonly scopes: readonly string[]
  readonly organization?: string
  readonly description?: string
}

const made: readonly Made[] = [
  {
    id: cnrsEntityId,
    fr: 'CNRS - Personnels des unités',
    en: 'CNRS - Units staff',
    scopes: ['cnrs.fr'],
    organization: 'C.N.R.S. - DSI',
  },
  {
    id: 'urn:valbrune1',
    fr: 'Université Marie Brumaire Valbrune 1',
    en: 'Marie Brumaire University Valbrune 1',
    scopes: ['univ-valbrune1.fr'],
  },
  {
    id: 'urn:valbrune2',
    fr: 'Université de Valbrune 2 - Clairière',
    scopes: ['univ-valbrune2.fr', 'etu.univ-valbrune2.fr'],
  },
  { id: 'urn:aix', fr: 'Port Clair Université', scopes: ['univ-pcu.fr'], organization: 'Port-Clair-Université (PCU)' },
  { id: 'urn:insa', fr: 'INSA Valbrune', scopes: ['insa-valbrune.fr'] },
  { id: 'urn:insa-test', fr: 'ZTEST INSA Valbrune', scopes: ['insa-valbrune.fr'] },
  { id: 'urn:mines', fr: 'Mines Portclair', scopes: ['mines-portclair.fr'] },
  { id: 'urn:mines-2', fr: 'Mines Portclair (v4)', scopes: ['mines-portclair.fr'] },
  { id: 'urn:old', fr: 'Université de Nulleville (obsolete)', scopes: ['univ-nulleville.fr'] },
  {
    id: 'urn:pilot',
    fr: 'Centre {BAC}',
    scopes: ['bac.centre.fr'],
    description: 'Usages pilote, uniquement depuis le réseau du centre',
  },
  {
    id: 'urn:shared',
    fr: 'Identitas : COMMUN Connect',
    scopes: Array.from({ length: 14 }, (_, at) => `maison${at}.fr`),
    organization: 'GIP COMMUN',
  },
  { id: 'urn:commun', fr: 'GIP COMMUN', scopes: ['commun.fr', 'maison3.fr'] },
]

const element = (local: string, language: string, text: string): string =>
  `<mdui:${local} xml:lang="${language}">${text}</mdui:${local}>`

function xml(entities: readonly Made[], before = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${before}<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
  xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" ID="_20290616T083030Z">${entities
    .map(
      ({
        id,
        fr,
        en,
        scopes,
        organization,
        description,
      }) => `<md:EntityDescriptor entityID="${id}"><md:IDPSSODescriptor><md:Extensions>
      ${scopes.map(scope => `<shibmd:Scope regexp="false">${scope}</shibmd:Scope>`).join('')}<shibmd:Scope regexp="true">^.+\\.${scopes[0]}$</shibmd:Scope>
      <mdui:UIInfo>${element('DisplayName', 'fr', fr)}${en === undefined ? '' : element('DisplayName', 'en', en)}
      ${description === undefined ? '' : element('Description', 'fr', description)}</mdui:UIInfo></md:Extensions></md:IDPSSODescriptor>
      <md:AttributeAuthorityDescriptor><md:Extensions><shibmd:Scope regexp="false">not-this.fr</shibmd:Scope></md:Extensions></md:AttributeAuthorityDescriptor>
      <md:Organization><md:OrganizationName xml:lang="en">${organization ?? fr}</md:OrganizationName></md:Organization></md:EntityDescriptor>`,
    )
    .join('\n')}
  <md:EntityDescriptor entityID="urn:a-service"><md:SPSSODescriptor/></md:EntityDescriptor></md:EntitiesDescriptor>`
}

const flat = (entities: readonly Made[]): string =>
  JSON.stringify(
    entities.map(({ id, fr, en, scopes, organization, description }) => ({
      entityID: id,
      displayName: { fr, ...(en === undefined ? {} : { en }) },
      description: description === undefined ? {} : { fr: description },
      scopes,
      organizationName: organization ?? fr,
    })),
  )

const stream = (content: string | Buffer): Readable => Readable.from([Buffer.from(content)])

describe('identity providers', () => {
  let storage: Storage
  let directory: Directory
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
    directory = await openDirectory(storage, { checkEveryMs: 0 })
  })
  afterEach(() => storage.close())

  const names = async (text: string): Promise<string[]> =>
    (await directory.findInstitutions(text)).institutions.map(({ name }) => name.fr)

  for (const [form, content] of Object.entries({
    XML: xml(made),
    'gzipped XML': gzipSync(xml(made)),
    JSON: flat(made),
    'gzipped JSON': gzipSync(flat(made)),
  }))
    describe(`from ${form}`, () => {
      beforeEach(() => importInstitutions(storage, stream(content)))

      it('are found by the longest suffix of a domain', async () => {
        assert.deepEqual(await names('marie.curie@liris.cnrs.fr'), ['CNRS - Personnels des unités'])
        assert.deepEqual(await names('prenom.nom@ETU.univ-valbrune2.fr'), ['Université de Valbrune 2 - Clairière'])
        assert.deepEqual(await names('https://www.univ-valbrune1.fr/fr'), ['Université Marie Brumaire Valbrune 1'])
        assert.deepEqual(await names('mon adresse est a@insa-valbrune.fr, merci'), ['INSA Valbrune'])
        for (const none of ['x@gmail.com', 'x@notcnrs.fr', 'x@fr', 'x@cnrs.fr.example.org', 'x@not-this.fr'])
          assert.deepEqual(await names(none), [], none)
      })
      it('are a choice when several have one domain', async () => {
        assert.deepEqual(await names('x@mines-portclair.fr'), ['Mines Portclair', 'Mines Portclair (v4)'])
      })
      it('hide tests, pilots and obsolete ones', async () => {
        for (const text of ['x@univ-nulleville.fr', 'x@bac.centre.fr', 'Nulleville', 'ztest'])
          assert.deepEqual(await names(text), [], text)
        assert.deepEqual(await names('insa valbrune'), ['INSA Valbrune'])
      })
      it('do not lend the name of a shared one', async () => {
        const { institutions } = await directory.findInstitutions('x@maison5.fr')
        assert.deepEqual(
          institutions.map(({ name, shared }) => [name.fr, shared]),
          [['Identitas : COMMUN Connect', true]],
        )
        assert.deepEqual(await names('x@maison3.fr'), ['GIP COMMUN'])
        assert.deepEqual(await names('commun'), ['GIP COMMUN'])
      })
      it('are found by name, in part, misspelt or by initials', async () => {
        const first = async (text: string): Promise<string | undefined> => (await names(text))[0]
        for (const text of [
          'univ valbrune 1',
          'Valbrune 1',
          'UMBV',
          'marie brumaire',
          'universite marie brumairre valbrune 1',
          'je suis à valbrune1',
        ])
          assert.equal(await first(text), 'Université Marie Brumaire Valbrune 1', text)
        for (const text of ['PCU', 'port clair', "l'université Port Clair"])
          assert.equal(await first(text), 'Port Clair Université', text)
        assert.deepEqual(await names('valbrune 2'), ['Université de Valbrune 2 - Clairière'])
        assert.ok((await names('université de valbrune')).length >= 2)
        for (const text of ['', 'université', 'chez moi', 'bonjour', '🙂', 'université de Trifouillis'])
          assert.deepEqual(await names(text), [], text)
      })
      it('are quoted as the metadata name them', async () => {
        assert.deepEqual(await directory.federationEntry(cnrsEntityId, 'fr'), {
          entityId: cnrsEntityId,
          name: 'CNRS - Personnels des unités',
        })
        assert.equal((await directory.federationEntry(cnrsEntityId, 'en-GB'))?.name, 'CNRS - Units staff')
        assert.equal(
          (await directory.federationEntry('urn:valbrune2', 'en'))?.name,
          'Université de Valbrune 2 - Clairière',
        )
        assert.equal(await directory.federationEntry('urn:none', 'fr'), undefined)
      })
    })

  it('say what was imported', async () => {
    const { size, hidden, date, dateFrom } = await importInstitutions(storage, stream(xml(made)), {
      origin: 'main-idps.xml',
      now: () => new Date('2030-01-01T00:00:00Z'),
    })
    assert.deepEqual([size, hidden, date, dateFrom], [made.length, 3, '2029-06-16', 'file'])
    const { institutions } = await directory.status()
    assert.deepEqual(
      [institutions.size, institutions.source, institutions.starter],
      [made.length, 'main-idps.xml', false],
    )
  })

  describe('refuse, and change nothing:', () => {
    beforeEach(() => importInstitutions(storage, stream(xml(made))))
    afterEach(async () => assert.deepEqual(await names('x@cnrs.fr'), ['CNRS - Personnels des unités']))
    const refused = (code: RefusalCode, content: string): Promise<void> =>
      assert.rejects(importInstitutions(storage, stream(content)), (error: unknown) => {
        assert.ok(error instanceof ImportRefused, String(error))
        assert.equal(error.code, code)
        return true
      })

    it('a document type with an external entity', () =>
      refused(
        'unsafeXml',
        xml([{ ...made[0]!, fr: '&secret;' }], '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'),
      ))
    it('entities that grow', () =>
      refused(
        'unsafeXml',
        xml([{ ...made[0]!, fr: '&b;' }], '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'),
      ))
    it('an entity that nobody declared', () => refused('unreadable', xml([{ ...made[0]!, fr: '&nothing;' }])))
    it('XML that is cut off', () => refused('unreadable', xml(made).slice(0, -30)))
    it('other XML', () => refused('notInstitutions', '<rss><channel/></rss>'))
    it('metadata without a provider', () => refused('notInstitutions', xml([])))
    it('other JSON', () => refused('notInstitutions', '[{"name":"x"}]'))
    it('JSON that is cut off', () => refused('unreadable', flat(made).slice(0, -30)))
    it('XML without end', () =>
      refused(
        'unsafeXml',
        `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${'<a>'.repeat(2000)}`,
      ))
  })

  it('are those of the starter directory when nothing was imported', async () => {
    assert.deepEqual(await names('x@liris.cnrs.fr'), ['CNRS - Personnels des unités'])
    assert.equal((await names('UCBL'))[0], 'Université Claude Bernard Lyon 1')
    assert.equal((await directory.federationEntry(cnrsEntityId, 'fr'))?.name, 'CNRS - Personnels des unités')
    const { institutions } = await directory.status()
    assert.deepEqual([institutions.partial, institutions.starter], [true, true])
  })
})
