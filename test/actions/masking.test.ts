/** The table of what is taken out of a person's text before others read it, and of what stays. */
import assert from 'node:assert/strict'
import { maskedEmail, maskPerson, maskSecrets } from '../../src/actions/masking.ts'

const note = (removed: string): string => `[${removed}]`
const key = 'aZ3_-'.repeat(9)

/** What was typed; what is left for those it was written to; what is left for those who need not know who wrote it, where that differs. */
type Case = readonly [typed: string, withoutSecrets: string, withoutPerson?: string]

const told: readonly Case[] = [
  ['mdp Soleil123 refusé', 'mdp [password] refusé'],
  ['mon mot de passe c\'est Soleil', 'mon mot de passe c\'est [password]'],
  ['code secret : abcd', 'code secret : [password]'],
  ['mon m.d.p. : Soleil1', 'mon m.d.p. : [password]'],
  ['my passphrase is: sunny-day', 'my passphrase is: [password]'],
  ['mon mot de passe : Soleil123', 'mon mot de passe : [password]'],
  ['mot de passe:Soleil123 et ça ne marche pas', 'mot de passe: [password] et ça ne marche pas'],
  ['MDP = Soleil123', 'MDP = [password]'],
  ['motdepasse=Soleil123', 'motdepasse= [password]'],
  ['mot-de-passe : soleil', 'mot-de-passe : [password]'],
  ['mots de passe : soleil, lune', 'mots de passe : [password], lune'],
  ['mot de passe\n:\nSoleil123', 'mot de passe : [password]'],
  ['mot de\u200b passe : Soleil123', 'mot de passe : [password]'],
  ['mot de pase : Soleil', 'mot de pase : [password]'],
  ['mdp Soleil : Soleil123', 'mdp Soleil : [password]'],
  ['mot de passe Janus : Soleil', 'mot de passe Janus : [password]'],
  ['Mon mot de passe est Soleil.', 'Mon mot de passe est [password].'],
  ['le mot de passe c’est « Soleil 123 » depuis hier', 'le mot de passe c’est [password] depuis hier'],
  ['mot de passe : "Soleil levant"', 'mot de passe : [password]'],
  ['mot de passe -> Soleil', 'mot de passe -> [password]'],
  ['mon mdp était Soleil', 'mon mdp était [password]'],
  ['le mot de passe que j’utilise est Soleil', 'le mot de passe que j’utilise est [password]'],
  ['mon mot de passe est bien Soleil123', 'mon mot de passe est bien [password]'],
  ['Soleil123 est mon mot de passe', '[password] est mon mot de passe'],
  ['j’ai mis Soleil123 comme mot de passe', 'j’ai mis [password] comme mot de passe'],
  ['identifiant / mot de passe : marie / Soleil', 'identifiant / mot de passe : marie / [password]'],
  ['mes identifiants : marie, Soleil123', 'mes identifiants : marie, [password]', 'mes identifiants : [person], [password]'],
  ['ma phrase de passe est soleil levant sur mer mais rien', 'ma phrase de passe est [password] mais rien'],
  ['réponse secrète : médor', 'réponse secrète : [password]'],
  ['le code d’activation est 839201', 'le code d’activation est [password]'],
  ['code de vérification : 839201', 'code de vérification : [password]'],
  ['my password is Soleil', 'my password is [password]'],
  ['password: hunter2 does not work', 'password: [password] does not work'],
  ['pwd=hunter2', 'pwd= [password]'],
  ['password hunter2:hunter2', 'password hunter2: [password]'],
  ['Passwort, pass word : hunter2', 'Passwort, pass word : [password]'],
  ['{"password":"hunter2"}', '{"password": [password]}'],
  ['hunter2 is my password', '[password] is my password'],
  ['I used hunter2 as my password', 'I used [password] as my password'],
  ['my passphrase is correct horse battery staple but it fails', 'my passphrase is [password] but it fails'],
  ['login: marie / hunter', 'login: marie / [password]', 'login: [person] / [password]'],
  ['verification code: 839201', 'verification code: [password]'],
  ['PIN is 4321', 'PIN is [password]'],
  ['mon mot de passe est Tr0ub4dor&3 et il est refusé', 'mon mot de passe est [password] et il est refusé'],
]

const nothingTold: readonly Case[] = [
  ['Mon mot de passe est refusé depuis lundi', 'Mon mot de passe est refusé depuis lundi'],
  ['mon mot de passe n’est pas accepté', 'mon mot de passe n’est pas accepté'],
  ['mon mot de passe est trop court', 'mon mot de passe est trop court'],
  ['j’ai oublié mon mot de passe', 'j’ai oublié mon mot de passe'],
  ['mot de passe oublié, erreur : 403', 'mot de passe oublié, erreur : 403'],
  ['quel est le mot de passe ?', 'quel est le mot de passe ?'],
  ['mot de passe refusé sur Firefox128', 'mot de passe refusé sur Firefox128'],
  ['le code d’activation est expiré', 'le code d’activation est expiré'],
  ['mes identifiants ne marchent plus', 'mes identifiants ne marchent plus'],
  ['le sapin : il est grand', 'le sapin : il est grand'],
  ['my password is not accepted', 'my password is not accepted'],
  ['I forgot my password', 'I forgot my password'],
  ['my account: it does not open', 'my account: it does not open'],
  ['je n’ai pas de mot de passe pour l’UMR5205', 'je n’ai pas de mot de passe pour l’UMR5205', 'je n’ai pas de mot de passe pour l’UMR[person]'],
  ['mot de passe pour marie@cnrs.fr refusé', 'mot de passe pour marie@cnrs.fr refusé', 'mot de passe pour [person] refusé'],
  ['erreur 403 sur la page', 'erreur 403 sur la page'],
  ['deux\nlignes\u0000  et   plus', 'deux lignes et plus'],
]

const addresses: readonly Case[] = [
  ['La page https://noa.example.org/profil/projets?id=3#haut est blanche.', 'La page https://noa.example.org/profil/projets est blanche.', 'La page [link] est blanche.'],
  ['https://noa.example.org/projets?token=abc', 'https://noa.example.org/projets', '[link]'],
  [`https://noa.example.org/activate?token=${key}`, 'https://noa.example.org/activate', '[link]'],
  [`Le lien https://noa.example.org/activation/${key} ne marche pas`, 'Le lien https://noa.example.org/activation/… ne marche pas', 'Le lien [link] ne marche pas'],
  [`http://noa.example.org/activate#${key}`, 'http://noa.example.org/activate', '[link]'],
  [`noa.example.org/activate?token=${key}`, 'noa.example.org/activate', '[link]'],
  [`(https://x.example/reset/${key})`, '(https://x.example/reset/…)', '([link])'],
  [`[lien](https://noa.example.org/x/${key})`, '[lien](https://noa.example.org/x/…)', '[lien]([link])'],
  [`HTTPS://NOA.EXAMPLE.ORG/ACTIVATE?TOKEN=${key}`, 'HTTPS://NOA.EXAMPLE.ORG/ACTIVATE', '[link]'],
  [`www.example.org/${key}`, 'www.example.org/…', '[link]'],
  [`https://marie:${key}@noa.example.org/page`, 'https://noa.example.org/page', '[link]'],
  ['https://noa.example.org/projets;jsessionid=ABC12', 'https://noa.example.org/projets', '[link]'],
  ['https://noa.example.org/login%3Ftoken%3Dabc', 'https://noa.example.org/login', '[link]'],
  ['https://noa.example.org/activer/42', 'https://noa.example.org/activer/…', '[link]'],
  ['https://noa.example.org/password/forgotten', 'https://noa.example.org/password/forgotten', '[link]'],
  ['https://noa.example.org:8443/aide/comment-creer-un-compte', 'https://noa.example.org:8443/aide/comment-creer-un-compte', '[link]'],
  [`token=${key}`, '[link]'],
  ['mon jeton : abcdef', 'mon [link]'],
  [`le code ${key} est refusé`, 'le code [link] est refusé', 'le code [person] est refusé'],
]

const persons: readonly Case[] = [
  ['je m’appelle Marie Curie et je ne vois rien', 'je m’appelle Marie Curie et je ne vois rien', 'je m’appelle [person] et je ne vois rien'],
  ['je m\'appelle marie-claude d’Alembert, où cliquer ?', 'je m\'appelle marie-claude d’Alembert, où cliquer ?', 'je m\'appelle [person], où cliquer ?'],
  ['My name is Ada Lovelace but I cannot log in', 'My name is Ada Lovelace but I cannot log in', 'My name is [person] but I cannot log in'],
  ['je suis Pierre Curie, où entrer', 'je suis Pierre Curie, où entrer', 'je suis [person], où entrer'],
  ['je suis doctorante à Lille', 'je suis doctorante à Lille'],
  ['Mme Curie du LPENS ne voit rien', 'Mme Curie du LPENS ne voit rien', 'Mme [person] du LPENS ne voit rien'],
  ['Comment faire ? Cordialement, Pierre Curie', 'Comment faire ? Cordialement, Pierre Curie', 'Comment faire ? Cordialement, [person]'],
  ['écrivez à ada@univ-lyon1.fr ou au 06 12 34 56 78 svp', 'écrivez à ada@univ-lyon1.fr ou au 06 12 34 56 78 svp', 'écrivez à [person] ou au [person] svp'],
  ['ada (at) cnrs.fr ou ada[at]cnrs.fr', 'ada (at) cnrs.fr ou ada[at]cnrs.fr', '[person] ou [person]'],
  ['call +33 (0)6-12-34-56-78.', 'call +33 (0)6-12-34-56-78.', 'call [person].'],
  ['mon matricule 123456 est faux', 'mon matricule 123456 est faux', 'mon matricule [person] est faux'],
  ['code A1b2C3d4E5f6G7h8 refusé', 'code A1b2C3d4E5f6G7h8 refusé', 'code [person] refusé'],
  ['username: ada does not work', 'username: ada does not work', 'username: [person] does not work'],
]

for (const [what, cases] of Object.entries({ 'a password that is told': told, 'a password that is not told': nothingTold, 'an address or a key': addresses, 'a person': persons }))
  describe(`of ${what}`, () => {
    for (const [typed, withoutSecrets, withoutPerson = withoutSecrets] of cases)
      it(`${JSON.stringify(typed).slice(0, 70)}: what stays`, () => {
        assert.equal(maskSecrets(typed, note), withoutSecrets)
        assert.equal(maskPerson(typed, note), withoutPerson)
      })
  })

describe('masking', () => {
  it('takes no longer for what is made to last', () => {
    const hostile = [
      'mot de passe ', 'mdp est ', 'mdp « ', 'm. ', 'a.', 'a-', '-', '(', ')', 'https://', 'https://a/))))', '/', '%3f', 'token=', 'mdp:', 'x@y', 'x', '1', '1 ', 'je m’appelle ',
      'je suis A', 'code d’activation ', 'phrase secrète est ', 'login:a/', '(at)', 'a1b2c3 comme mdp ', 'regards, ', 'aZ3_-', '\u200b', 'e\u0301', 'é', '= ',
    ]
    for (const piece of hostile)
      for (const mask of [maskSecrets, maskPerson]) {
        const text = piece.repeat(Math.ceil(20_000 / piece.length))
        const begun = performance.now()
        mask(text, note)
        // 5 to 100 ms; what reads again and again took a second and more.
        assert.ok(performance.now() - begun < 1000, `${JSON.stringify(piece)} took ${performance.now() - begun} ms`)
      }
  })

  it('believes no text that pretends to be its own marks', () => {
    assert.equal(maskSecrets('\uE000 \u{F0000} https://noa.example.org/a', note), 'https://noa.example.org/a')
  })
})

describe('an address shown where others may be looking', () => {
  for (const [email, shown] of [
    ['marie.curie@univ-lyon1.fr', 'm…e@univ-lyon1.fr'],
    ['mai@cnrs.fr', 'm…@cnrs.fr'],
    ['m@cnrs.fr', 'm…@cnrs.fr'],
    ['anne@cnrs.fr', 'a…e@cnrs.fr'],
  ] as const)
    it(`shows ${email} as ${shown}`, () => {
      assert.equal(maskedEmail(email), shown)
    })
})
