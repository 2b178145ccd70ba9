/** The installations that are walked through: what their operators set, and imported. */
import { Readable } from 'node:stream'
import type { Settings } from '../../src/config.ts'
import { importUnits } from '../../src/directory/importUnits.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { cnrs, csv, inist, rnsrOf, university } from '../directory/synthetic.ts'

export const everySetting = {
  portalUrl: 'https://noa.example.org',
  federationLoginUrl: 'https://noa.example.org/login',
  federationAccessUrl: 'https://noa.example.org/access',
  termsUrl: 'https://noa.example.org/terms',
  privacyUrl: 'https://noa.example.org/privacy',
  localPasswordUrl: 'https://noa.example.org/password',
  accessibilityUrl: 'https://noa.example.org/accessibility',
  helpdeskEmail: 'aide@noa.example.org',
} satisfies Settings

const stream = (content: string): Readable => Readable.from([Buffer.from(content)])

/** Units of which one is closed and has a successor, and one is closed for good. */
export async function openFormerUnits(storage: Storage): Promise<void> {
  await importUnits(storage, stream(csv([
    { digits: '202012345', name: 'Laboratoire de demain', acronym: 'LDEM', labels: ['UMR 9001'], tutelles: [cnrs, university], predecessors: [rnsrOf('199012345')] },
    { digits: '202012346', name: 'Laboratoire d’à côté', acronym: 'LCOT', labels: ['EA 9002'], tutelles: [university] },
  ])))
  await importUnits(storage, stream(inist([
    { digits: '199012345', name: 'Laboratoire disparu X', acronym: 'LDPX', label: 'UMR', number: '7001', closed: '2019-12-31' },
    { digits: '199012346', name: 'Laboratoire perdu Y', acronym: 'LPPY', label: 'UMR', number: '7002', closed: '2009-12-31' },
  ])))
}
