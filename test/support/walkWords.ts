/** What people type: to begin something, in the middle of something else, and where an answer was wanted. */

/** The beginnings of conversations, in both languages. */
export const requests: readonly string[] = [
  'comment me connecter', 'je voudrais créer un compte', 'je n’ai pas reçu le mail d’activation', 'page blanche', 'mes modifications ne s’affichent pas',
  'j’ai une erreur 403', 'ça charge sans fin', 'vider le cache de firefox', 'mot de passe oublié', 'demander l’accès à la fédération d’identité',
  'je ne vois pas les référentiels du CNRS', 'où sont les vidéos', 'parler à quelqu’un', 'le lien d’activation a expiré',
  'how do I log in', 'I would like an account', 'I never got the activation mail', 'the page is blank', 'clear the cache in chrome', 'I forgot my password',
  'I cannot see the reference data', 'I want to talk to a person', 'my changes do not show', 'request access to the identity federation',
]

/** Questions that an article answers, and some that none does. */
export const questions: readonly string[] = [
  'c’est quoi la fédération d’identité ?', 'à quoi sert un compte local ?', 'qui voit mes données personnelles ?', 'comment effacer notre conversation ?',
  'quel navigateur faut-il ?', 'où est l’adresse du serveur de calcul ?', 'what is Janus?', 'which browser should I use?', 'what is a tutelle?',
  'who can see my data?', 'how do I book a meeting room?', 'aide pour la connexion et les mots de passe', 'est-ce accessible aux lecteurs d’écran ?',
]

/** What is said beside the point, in the middle of anything. */
export const asides: readonly string[] = [
  'c’est quoi Janus ?', 'c’est quoi une tutelle ?', 'qui verra mes données ?', 'what is the identity federation?', 'how long does it take?',
  'merci', 'merci beaucoup !', 'bonjour', 'bonsoir', 'thanks a lot', 'hello', 'ça va ?', 'vous êtes un robot ?', 'are you human?',
  't’es nul', 'fait chier', 'you are useless', 'this is stupid', 'ok', 'lol', 'il fait beau à Lyon',
  'je n’ai pas reçu le mail et la page est blanche', 'comment créer un compte et aussi vider le cache', 'I forgot my password and the page is blank',
  'j’ai déjà un compte Janus', 'je ne veux pas créer de compte, j’ai déjà Janus', 'Je m’appelle Marie Curie et je suis sur Firefox',
  'mon adresse est marie.curie@univ-lyon1.fr', 'je suis au LIRIS', 'I am on a Mac with Safari', 'quelle est la capitale de la Mongolie ?', 'xyzzy plugh',
  'asdfghjkl', 'je voudrais réserver un train pour Brest', 'page blanche', 'mot de passe oublié', 'je voudrais plutôt vider le cache de mon navigateur',
]

/** Obeyed at any step. */
export const commands: readonly string[] = [
  'annuler', 'retour', 'recommencer', 'aide', 'pourquoi ?', 'parler à quelqu’un', 'Annuler, s’il vous plaît', 'cancel', 'back', 'start over', 'help', 'why?',
  'talk to a person',
]

export const languageCommands: readonly string[] = ['English', 'français', 'in English please', 'en français s’il vous plaît', 'switch language']

/** Sent by whoever wishes the guide ill, or whose keyboard slipped. */
export const hostile: readonly string[] = [
  '', '   ', '\u00a0\u200b', '\u0007\u001b[31m', '👩🏽‍🔬🧪', '<img src=x onerror=alert(1)>', '{"step":"x"}', '[x](javascript:alert(1)) **gras** `code`',
  '{{portalUrl}} $t(dialogs:bot.menu.text)', 'a'.repeat(5000), `${'é'.repeat(300)}@example.org`, 'undefined', '__proto__', 'constructor', '_skip', '_keep',
  '\u202Egnirts', 'null', '0', '99', '-1', '1e3', 'Robert’); DROP TABLE conversation;--', '%00', '\n\n\n', '@', '+33', 'a@b', 'é@é.fr', 'x@y.fr, z@w.fr',
]

/** What is given for a unit, an establishment, a page, an error number or a sentence of one's own. */
export const places: readonly string[] = [
  'LIRIS', 'IRISA', 'LIS', 'UMR 5205', 'IRSIA de Rennes', 'PARCC', 'AGAP', 'LTCI', 'SYMME', 'CIRM', 'laboratoire de zythologie comparée', 'CNRS', 'Lyon 1',
  'Université de Lyon', 'Université Claude Bernard Lyon 1', 'marie.curie@univ-lyon1.fr', 'marie@liris.cnrs.fr', 'marie@cnrs.fr', 'Institut du radium', 'Inserm',
  'Paris', 'INRAE', 'une PME', 'centre national de création musicale', 'LDPX', 'LNPX', 'Laboratoire disparu X', 'équipe robotique', 'x', '???',
]
export const errorNumbers: readonly string[] = ['403', 'erreur 404', 'error 500', 'HTTP 503', '401', '410 gone', 'je ne sais plus', '12']
export const ownWords: readonly string[] = [
  'La liste reste vide depuis ce matin.', 'The list stays empty', 'c’est quoi ce bug ?', 'https://noa.example.org/liste?token=abcdefgh', 'mon mot de passe est Curie1903',
]
export const emails: readonly string[] = [
  'marie.curie@example.org', 'Marie Curie <marie.curie@example.org>', 'marie.curie@gmial.com', 'marie@cnrs.fr', 'marie.curie', 'marie@', 'marie@example',
  'mérie@example.org', 'pierre@example.org', 'pierre@example.org ou marie@example.org',
]

/** Answers for the fields of the form, good ones and others. */
export const fieldAnswers: Readonly<Record<string, readonly string[]>> = {
  title: ['Madame', 'monsieur', '1', 'docteur'],
  lastName: ['Curie', 'de la Fontaine', 'Bonjour', 'Merci', 'marie@example.org', '1234', 'Aide sociale', 'Oui', 'O’Neill', 'Passer'],
  firstName: ['Marie', 'Jean-Paul', 'Aide', 'Rose', '👩🏽‍🔬', 'marie@example.org'],
  email: emails,
  employer: ['Institut du radium', 'Université de Lyon', 'CNRS', 'Aide sociale', 'x'.repeat(200)],
  unit: ['LIRIS', 'UMR 5205', 'Passer', '42'],
  position: ['chercheuse', 'Aide-soignante', 'PhD student', 'Retour vers le futur'],
  phone: ['06 12 34 56 78', '+33 6 12 34 56 78', '12', 'non', 'plus tard'],
  terms: ['J’accepte', 'oui', 'non', '1', '2'],
}

/** What a link may carry, and what the chat page may tell of itself. */
export const links: readonly object[] = [
  { topic: 'blank_page', browser: 'firefox', os: 'windows', device: 'computer' },
  { topic: 'blank_page', symptom: 'errorMessage' },
  { topic: 'blank_page', symptom: 'staleData' },
  { topic: 'blank_page', symptom: 'endlessLoading' },
  { topic: 'clear_cache', browser: 'safari' },
  { topic: 'clear_cache', browser: 'chrome', device: 'phone', os: 'android' },
  { topic: 'activation_email', ref: 'TICKET-42' },
  { topic: 'contact_human' },
  { topic: 'create_account', unit: 'LIRIS', institution: 'Université Claude Bernard Lyon 1' },
  { topic: 'no_such_topic', browser: 'netscape', ref: '<script>' },
  { article: 'janus' },
  {},
]
export const pages: readonly object[] = [
  { browser: 'firefox', browserVersion: '140.0', os: 'windows', device: 'computer' },
  { browser: 'chrome', browserVersion: '139', os: 'android', device: 'phone' },
  { browser: 'safari', os: 'ios', device: 'phone' },
  { browser: 'other', os: 'linux', device: 'computer' },
  { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0', touch: false },
  {},
]
export const findings: readonly (readonly string[])[] = [
  [], ['resourceBlocked'], ['offline'], ['portalUnreachable', 'zoomed'], ['oldJavaScript'], ['cookiesBlocked', 'storageBlocked'], ['clockWrong'], ['madeUp'],
]
