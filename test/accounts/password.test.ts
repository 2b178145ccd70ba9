import assert from 'node:assert/strict'
import { hashPassword, passwordFault, verifyPassword } from '../../src/accounts/service/password.ts'

const email = 'marie.curie@example.org'

describe('the password of an account', () => {
  it('may be of each of the three kinds that the CNIL gives', () => {
    for (const password of ['Xk7!pqRt2?mZ', 'Xk7pqRt2mZwVb9', 'le chat gris dort sur un fauteuil', 'Ça-Va-Très-Bien-1898', '¡Ñandú-2024-día'])
      assert.equal(passwordFault(password, email), undefined, password)
  })

  it('is refused a little below each of them', () => {
    for (const password of ['Xk7!pqRt2?m', 'Xk7pqRt2mZwVb', 'xk7!pqrt2?mz', 'le chat gris dort sur fauteuil', 'le le le le le le le le', 'a b c d e f g h'])
      assert.equal(passwordFault(password, email), 'tooWeak', password)
  })

  it('is refused when it is empty, endless, or made of the address or of a few characters', () => {
    assert.equal(passwordFault('   ', email), 'required')
    assert.equal(passwordFault(`Aa1!${'x'.repeat(253)}`, email), 'tooLong')
    assert.equal(passwordFault('Marie.Curie1!', email), 'tooPlain')
    assert.equal(passwordFault('Aa1!Aa1!Aa1!Aa1!', email), 'tooPlain')
  })

  it('is kept salted, and known again however the keyboard composed it', async () => {
    const [first, second] = await Promise.all([hashPassword('Été-à-Sceaux-1895'), hashPassword('Été-à-Sceaux-1895')])
    assert.notEqual(first, second)
    assert.match(first, /^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    assert.equal(await verifyPassword('Été-à-Sceaux-1895'.normalize('NFD'), first), true)
    assert.equal(await verifyPassword('été-à-Sceaux-1895', first), false)
    assert.equal(await verifyPassword('anything', 'no hash'), false)
  })
})
