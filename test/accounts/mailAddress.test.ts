import assert from 'node:assert/strict'
import { mailboxOf } from '../../src/accounts/service/mailAddress.ts'
import { domainOf } from '../../src/text/address.ts'

describe('the mailbox of an address', () => {
  it('is one, however its owner or anybody else writes it', () => {
    const same: readonly (readonly [string, readonly string[]])[] = [
      ['marie@univ.fr', ['marie@univ.fr', ' Marie@Univ.FR ', 'marie+1@univ.fr', 'marie+noa+2@univ.fr', 'MARIE+@univ.fr', 'marie@univ.fr.']],
      ['mariecurie@gmail.com', ['marie.curie@gmail.com', 'm.a.r.i.e.curie+x@googlemail.com', 'MarieCurie@GMail.com']],
      ['marie@xn--cole-9oa.fr', ['marie@école.fr', 'marie+a@xn--cole-9oa.fr']],
    ]
    for (const [mailbox, addresses] of same) for (const address of addresses) assert.equal(mailboxOf(address), mailbox, address)
  })

  it('stays another where dots are known to count, and where nothing else is left', () => {
    assert.notEqual(mailboxOf('marie.curie@univ.fr'), mailboxOf('mariecurie@univ.fr'))
    assert.equal(mailboxOf('+33@univ.fr'), '+33@univ.fr')
    assert.equal(domainOf(mailboxOf('marie+x@Labo.Univ.fr')), 'labo.univ.fr')
  })
})
