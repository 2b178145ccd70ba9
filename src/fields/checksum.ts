/** Digits by which a mistyped number is known: whether the last one fits those before. Everything but digits and X is passed over. */

const digitsOf = (text: string): number[] => [...text.toUpperCase()].flatMap(sign => (sign === 'X' ? [10] : /\d/.test(sign) ? [Number(sign)] : []))

/** ISO/IEC 7064, MOD 11-2: ORCID iD and ISNI. */
function mod11dash2(text: string): boolean {
  const digits = digitsOf(text)
  const last = digits.pop()
  const sum = digits.reduce((total, digit) => (total + digit) * 2, 0)
  return digits.every(digit => digit < 10) && last === (12 - (sum % 11)) % 11
}

/** ISO/IEC 7812-1, annex B (Luhn): SIREN and SIRET. */
function luhn(text: string): boolean {
  const sum = digitsOf(text).reverse().reduce((total, digit, place) => {
    const twice = place % 2 === 1 ? digit * 2 : digit
    return total + (twice > 9 ? twice - 9 : twice)
  }, 0)
  return /\d/.test(text) && !/x/i.test(text) && sum % 10 === 0
}

export const checksums = { 'mod11-2': mod11dash2, luhn } as const
