import assert from 'node:assert/strict'
import { checkField, type Field } from '../../src/fields/kinds.ts'
import { misspeltMailDomain } from '../../src/fields/mailDomains.ts'
import { checks } from '../../src/flow/checks.ts'
import { clean, fold } from '../../src/text/fold.ts'

const email = (text: string): string => {
  const checked = checks.email(text)
  return checked.ok ? [checked.value, checked.remark, checked.suggestion].filter(Boolean).join(' ') : checked.code
}

describe('an e-mail address', () => {
  const cases: Record<string, string> = {
    'marie.curie@univ-lyon1.fr': 'marie.curie@univ-lyon1.fr',
    '  Marie.Curie@Univ-Lyon1.FR ': 'marie.curie@univ-lyon1.fr',
    'Marie Curie <marie@example.org>': 'marie@example.org',
    'mailto:marie@example.org': 'marie@example.org',
    'mon adresse est marie@example.org, merci': 'marie@example.org',
    '« marie@example.org ».': 'marie@example.org',
    'marie @ example.org': 'marie@example.org',
    '\u200Bmarie@example.org\u00A0': 'marie@example.org',
    "o'neill+noa@example.org": "o'neill+noa@example.org",
    '': 'empty',
    '   \u0000 ': 'empty',
    'marie.example.org': 'missingAt',
    'marie@': 'missingDomain',
    'marie@example': 'missingDomain',
    'marie@-x-.fr': 'missingDomain',
    'marie@exa_mple.fr': 'missingDomain',
    '@example.org': 'emailForm',
    'marie..curie@example.org': 'emailForm',
    'élodie@example.org': 'accents',
    'a@example.org b@example.org': 'severalAddresses',
    'a@example.org,b@example.org': 'severalAddresses',
    'a@b@example.org': 'severalAddresses',
    'jeanne@gmial.com': 'jeanne@gmial.com domainTypo jeanne@gmail.com',
    'jeanne@gmail.con': 'jeanne@gmail.con domainTypo jeanne@gmail.com',
    'jeanne@hotmial.fr': 'jeanne@hotmial.fr domainTypo jeanne@hotmail.fr',
    'jeanne@mail.com': 'jeanne@mail.com',
    'jeanne@gmx.de': 'jeanne@gmx.de',
    'jeanne@liris.cnrs.fr': 'jeanne@liris.cnrs.fr cnrsAddress',
    'jeanne@cnrs.fr': 'jeanne@cnrs.fr cnrsAddress',
    'jeanne@notcnrs.fr': 'jeanne@notcnrs.fr',
    'x@y.fr\r\nRCPT TO:<evil@y.org>': 'severalAddresses',
    'x@y.fr\nBcc: z': 'x@y.fr',
  }
  for (const [typed, expected] of Object.entries(cases)) it(`${JSON.stringify(typed)} is ${expected}`, () => assert.equal(email(typed), expected))

  it('is bounded', () => {
    assert.equal(email(`${'a'.repeat(64)}@${'b'.repeat(180)}.fr`), 'missingDomain')
    assert.equal(email(`${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(4)}fr`), 'tooLong')
    assert.equal(email('a'.repeat(100_000)), 'tooLong')
  })

  it('keeps honest domains unquestioned', () => {
    for (const domain of ['univ-lyon1.fr', 'inria.fr', 'ens.fr', 'free.fr', 'sfr.com', 'orange.com', 'mail.fr', 'lis.fr'])
      assert.equal(misspeltMailDomain(domain), undefined, domain)
  })
})

describe('a text field', () => {
  const field: Field = { name: 'lastName', kind: 'text', required: true, maxLength: 50 }
  const check = (text: string): string => {
    const checked = checkField(field, text)
    return checked.ok ? checked.value : checked.code
  }
  it('keeps a name as it was meant', () => {
    assert.equal(check('  de   La\u00A0Fontaine\t'), 'de La Fontaine')
    assert.equal(check('Le\u0301vy'), 'Lévy')
    assert.equal(check('O’Brien-Müller'), 'O’Brien-Müller')
    assert.equal(check('<b>x</b>'), '<b>x</b>')
  })
  it('says what is wrong', () => {
    assert.equal(check('\u0000\u0007'), 'empty')
    assert.equal(check('👍👍'), 'needsLetters')
    assert.equal(check('a@b'), 'looksLikeEmail')
    assert.equal(check('x'.repeat(51)), 'tooLong')
  })
})

describe('a telephone number', () => {
  const phone = (text: string): string => {
    const checked = checks.phone(text)
    return checked.ok ? checked.value : checked.code
  }
  it('forgives its spacing', () => {
    assert.equal(phone('01 23.45-67 89'), '0123456789')
    assert.equal(phone('+33 (0)1 23 45 67 89'), '+33123456789')
    assert.equal(phone('0033 1 23 45 67 89'), '+33123456789')
    assert.equal(phone('Tél. : 01 23 45 67 89'), '0123456789')
  })
  it('refuses what is none', () => {
    for (const typed of ['oui', '123', '1234567890123456', '+', '01 23 45 67 89 ou 98']) assert.equal(phone(typed), 'phoneDigits', typed)
  })
})

describe('folding and cleaning', () => {
  it('takes away what does not matter', () => {
    assert.equal(fold('  L’Œuvre,  ÉTÉ ! '), 'l oeuvre ete')
    assert.equal(clean('a\u202Eb\u0000c\u2028d'), 'a b c d')
  })
})
