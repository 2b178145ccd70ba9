/** The conversation that the benches hold: a sign-up for a local account, from the greeting to the request. */

/** What the person says, answer by answer. */
export const signUp: readonly string[] = [
  'je voudrais créer un compte',
  'none',
  'none',
  'create',
  'madame',
  'Curie',
  'Marie',
  '{email}',
  'Institut du radium',
  'Passer',
  'Passer',
  'Passer',
  'accept',
  'oui',
]

/** Turns of one conversation: somebody comes, and says all this. */
export const turnsOfSignUp = 1 + signUp.length
