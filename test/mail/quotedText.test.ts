/** Answers as the usual programs write them, in French and English: what somebody wrote is kept, what was put around it is not. */
import assert from 'node:assert/strict'
import { automaticBy } from '../../src/mail/automaticMail.ts'
import { readHead } from '../../src/mail/incomingMail.ts'
import { ownWords } from '../../src/mail/quotedText.ts'

const above = ['Répondez au-dessus de cette ligne', 'Reply above this line']
const report = ['Bonjour,', '', 'Une personne a demandé de l’aide au guide NOA.', '', 'Message – tout est blanc', '', 'Sa référence : NOA-7K3M9Q']
const marked = report.map(line => `> ${line}`).join('\n')
const bare = report.join('\n')
const said = 'Bonjour,\n\nVidez le cache, puis reconnectez-vous.'

/** By program: the mail's text, and what is left when it is not `said`. */
const answers: Readonly<Record<string, readonly [text: string, left?: string]>> = {
  'Thunderbird, French': [`${said}\n\nLe 30/11/2026 à 10:12, Guide NOA a écrit :\n${marked}`],
  'Thunderbird, English': [`${said}\n\nOn 30/11/2026 10:12, NOA guide wrote:\n${marked}`],
  'Thunderbird, signature': [`${said}\n\nLe 30/11/2026 à 10:12, Guide NOA a écrit :\n${marked}\n\n-- \nCamille Martin\n01 02 03 04 05`],
  'Thunderbird, below what is quoted': [`Le 30/11/2026 à 10:12, Guide NOA a écrit :\n${marked}\n\n${said}\n-- \nCamille Martin`],
  'Thunderbird, between the lines': ['Le 30/11/2026 à 10:12, NOA a écrit :\n> Message – tout est blanc\n\nVidez le cache.\n\n> Navigateur – Firefox 140\n\nMettez-le à jour.', 'Videz le cache.\n\nMettez-le à jour.'],
  'Gmail, French': [`${said}\n\nLe lun. 30 nov. 2026 à 10:12, Guide NOA <noa@example.org> a écrit :\n\n${marked}`],
  'Gmail, broken over two lines': [`${said}\n\nLe lun. 30 nov. 2026 à 10:12, Guide NOA <noa-reponses@guide.example.org>\na écrit :\n\n${marked}`],
  'Gmail, English': [`${said}\n\nOn Mon, Nov 30, 2026 at 10:12 AM NOA guide <noa@example.org> wrote:\n\n${marked}`],
  'Gmail, English, broken over three lines': [`${said}\n\nOn Mon, Nov 30, 2026 at 10:12 AM NOA guide\n<noa-reponses+noa-7k3m9q@guide.example.org>\nwrote:\n\n${marked}`],
  'Gmail, years ago': [`${said}\n\n2026-11-30 10:12 GMT+01:00 Guide NOA <noa@example.org>:\n${marked}`],
  'Gmail, picture in the signature': [`${said}\n\n[image: logo.png]\n\nLe lun. 30 nov. 2026 à 10:12, NOA <noa@example.org> a écrit :\n${marked}`],
  'Apple Mail, French': [`${said}\n\n> Le 30 nov. 2026 à 10:12, Guide NOA <noa@example.org> a écrit :\n> \n${marked}`],
  'Apple Mail, English': [`${said}\n\n> On 30 Nov 2026, at 10:12, NOA guide <noa@example.org> wrote:\n>\n${marked}`],
  'iPhone, French': [`${said}\n\nEnvoyé de mon iPhone\n\n> Le 30 nov. 2026 à 10:12, Guide NOA <noa@example.org> a écrit :\n> \n${marked}`],
  'iPhone, English': [`${said}\n\nSent from my iPhone\n\n> On 30 Nov 2026, at 10:12, NOA <noa@example.org> wrote:\n>\n${marked}`],
  'Outlook, French': [`${said}\n\nDe : Guide NOA <noa@example.org>\nEnvoyé : lundi 30 novembre 2026 10:12\nÀ : aide@example.org\nObjet : Signalement NOA-7K3M9Q\n\n${bare}`],
  'Outlook, narrow spaces': [`${said}\n\nDe\u00a0: Guide NOA <noa@example.org>\nEnvoyé\u00a0: lundi 30 novembre 2026 10:12\nÀ\u00a0: aide@example.org\nObjet\u00a0: Signalement\n\n${bare}`],
  'Outlook, English': [`${said}\n\nFrom: NOA guide <noa@example.org>\nSent: Monday, November 30, 2026 10:12 AM\nTo: help@example.org\nSubject: Report NOA-7K3M9Q\n\n${bare}`],
  'Outlook on the web, with its line': [`${said}\n\n________________________________\nDe : Guide NOA <noa@example.org>\nEnvoyé : lundi 30 novembre 2026 10:12\nÀ : aide <aide@example.org>\nObjet : Signalement\n\n${bare}`],
  'Outlook, bold names of fields': [`${said}\n\n*De :* Guide NOA <noa@example.org>\n*Envoyé :* lundi 30 novembre 2026 10:12\n*À :* aide@example.org\n*Objet :* Signalement\n\n${bare}`],
  'Outlook, years ago': [`${said}\n\n-----Message d'origine-----\nDe : Guide NOA\nEnvoyé : lundi 30 novembre 2026 10:12\n\n${bare}`],
  'Outlook, years ago, English': [`${said}\n\n-----Original Message-----\nFrom: NOA guide\nSent: Monday\n\n${bare}`],
  'Outlook for iOS': [`${said}\n\nTélécharger Outlook pour iOS<https://aka.ms/o0ukef>\n________________________________\nDe : Guide NOA <noa@example.org>\nEnvoyé : lundi 30 novembre 2026\nÀ : aide@example.org\n\n${bare}`],
  'Outlook for Mac, a date': [`${said}\n\nDe : Guide NOA <noa@example.org>\nDate : lundi, 30 novembre 2026 à 10:12\nÀ : aide@example.org\nObjet : Signalement\n${bare}`],
  'Android': [`${said}\n\nEnvoyé depuis mon appareil Galaxy\n\n-------- Message d'origine --------\nDe : NOA <noa@example.org>\nDate : 30/11/2026 10:12\n\n${bare}`],
  'Zimbra': [`${said}\n\n----- Mail original -----\nDe: "NOA" <noa@example.org>\nÀ: "aide" <aide@example.org>\nEnvoyé: Lundi 30 Novembre 2026 10:12:00\nObjet: Signalement\n\n${bare}`],
  'Roundcube': [`${said}\n\nLe 2026-11-30 10:12, Guide NOA a écrit :\n${marked}`],
  'without any mark but the guide’s own line': [`${said}\n\n– Répondez au-dessus de cette ligne –\n\n${bare}`],
  'with the guide’s own line, quoted': [`${said}\n\n> – Reply above this line –\n${marked}`],
  'a name below the formula': [`${said}\n\nBien cordialement,\n\nCamille Martin\nAssistance NOA\n01 02 03 04 05\n\nLe 30/11/2026 à 10:12, NOA a écrit :\n${marked}`, `${said}\n\nBien cordialement,`],
  'a name below the formula, English': ['Please try again.\n\nKind regards,\nCamille Martin\nNOA helpdesk', 'Please try again.\n\nKind regards,'],
  'something to read below the formula': [`${said}\n\nCordialement,\nCamille\n\nP.-S. Gardez votre référence.`, `${said}\n\nCordialement,\nCamille\n\nP.-S. Gardez votre référence.`],
  'a sentence that only looks like a beginning': ['Le serveur a écrit :\nerreur 503\n\nDe : votre côté, rien à faire.', 'Le serveur a écrit :\nerreur 503\n\nDe : votre côté, rien à faire.'],
  'nothing but what is quoted': [`Le 30/11/2026 à 10:12, NOA a écrit :\n${marked}`, ''],
  'letters that are not seen': ['Vi\u200bdez le \u202ecache.', 'Videz le cache.'],
}

describe('an answer by mail', () => {
  for (const [program, [text, left = said]] of Object.entries(answers))
    it(`is cut out of: ${program}`, () => {
      assert.equal(ownWords(text, above), left)
      assert.equal(ownWords(text.replaceAll('\n', '\r\n'), above), left)
    })

  it('is nothing where there is only a signature', () => assert.equal(ownWords('-- \nCamille Martin', above), ''))

  it('is cut at once, whatever it is', () => {
    const began = performance.now()
    for (const hostile of ['> '.repeat(200_000), 'Le 1 '.repeat(100_000), 'On 1 <a@b> '.repeat(40_000), 'De : x\n'.repeat(60_000), '_'.repeat(400_000), 'Le 1\n'.repeat(80_000), '*'.repeat(400_000), `<${'@'.repeat(400_000)}`])
      ownWords(hostile, above)
    assert.ok(performance.now() - began < 4000)
  })
})

const heads: Readonly<Record<string, string | undefined>> = {
  'Auto-Submitted: auto-replied': 'autoSubmitted',
  'Auto-Submitted: auto-generated; x=y': 'autoSubmitted',
  'Auto-Submitted: no': undefined,
  'Return-Path: <>': 'bounce',
  'Return-Path: <camille@example.org>': undefined,
  'Content-Type: multipart/report; report-type=delivery-status; boundary=x': 'report',
  'Content-Type: multipart/report; report-type=disposition-notification; boundary=x': 'report',
  'Precedence: bulk': 'precedence',
  'Precedence: auto_reply': 'precedence',
  'X-Autoreply: yes': 'x-autoreply',
  'X-Autorespond: vacation': 'x-autorespond',
  'List-Id: <assistance.example.org>': 'list-id',
  'List-Unsubscribe: <mailto:x@example.org>': 'list-unsubscribe',
  'Subject: =?UTF-8?Q?R=C3=A9ponse_automatique_=3A_Signalement?=': 'notice',
  'Subject: Automatic reply: Report NOA-7K3M9Q': 'notice',
  'Subject: Absence du bureau': 'notice',
  'Subject: Out of Office Re: Report': 'notice',
  'Subject: Absente jusqu’au 3 décembre Re: Signalement': 'notice',
  'Subject: Undelivered Mail Returned to Sender': 'notice',
  'Subject: Non remis : Signalement': 'notice',
  'Subject: Lu : Signalement NOA-7K3M9Q': 'notice',
  'Subject: Re: Signalement NOA-7K3M9Q': undefined,
  'Subject: RE: [assistance] absence de mail d’activation': undefined,
  'From: MAILER-DAEMON@mx.example.org': 'machine',
  'From: "Ne pas repondre" <ne-pas-repondre@example.org>': 'machine',
  'From: Camille Martin <camille@example.org>': undefined,
}

describe('a mail that no person wrote', () => {
  for (const [head, by] of Object.entries(heads))
    it(`${by === undefined ? 'is not' : 'is'} known by: ${head}`, async () => assert.equal(automaticBy((await readHead(Buffer.from(`${head}\r\nMessage-ID: <1@x>`))).fields), by))
})
