/** What is known of the portal, and of those who answer for it. */
import { address, contact, email, oneOf, openingHours, set, short, text, web, whole, type Environment } from '../environment.ts'
import { legalBases, type LegalBasis } from './privacySettings.ts'

/** The portal's own addresses and the helpdesk: each unknown until an operator sets it, and then neither shown nor guessed. */
export interface Settings {
  readonly portalUrl?: string
  readonly federationLoginUrl?: string
  readonly federationAccessUrl?: string
  readonly termsUrl?: string
  readonly privacyUrl?: string
  readonly localPasswordUrl?: string
  readonly accessibilityUrl?: string
  readonly helpdeskEmail?: string
  /** Who publishes the guide, as people know it. */
  readonly siteOwner?: string
  /** In the form of `readOpeningHours`, Paris time. */
  readonly helpdeskHours?: string
  /** Page that says what the portal is for. */
  readonly aboutUrl?: string
  /** Page that announces outages and maintenance. */
  readonly statusUrl?: string
  /** Page that says what the password of a local account must be. */
  readonly passwordRulesUrl?: string
  /** Who answers for what is done with personal data. */
  readonly dataController?: string
  /** E-mail address or page of the data protection officer. */
  readonly dpoContact?: string
  /** Page of the authority that takes complaints. */
  readonly complaintUrl?: string
  readonly legalBasis?: LegalBasis
  /** Months that the data of an account are kept after it was last used, by the portal's own rule. */
  readonly accountDataMonths?: number
}

export const readSettings = (env: Environment): Settings =>
  set<Settings>({
    portalUrl: address(env, 'PORTAL_URL', web, 'https://noa.example.org'),
    federationLoginUrl: address(env, 'FEDERATION_LOGIN_URL', web, 'https://noa.example.org/Shibboleth.sso/Login'),
    federationAccessUrl: address(env, 'FEDERATION_ACCESS_URL', web, 'https://noa.example.org/federation'),
    termsUrl: address(env, 'TERMS_URL', web, 'https://noa.example.org/terms'),
    privacyUrl: address(env, 'PRIVACY_URL', web, 'https://noa.example.org/privacy'),
    localPasswordUrl: address(env, 'LOCAL_PASSWORD_URL', web, 'https://noa.example.org/password'),
    accessibilityUrl: address(env, 'ACCESSIBILITY_URL', web, 'https://noa.example.org/accessibility'),
    helpdeskEmail: email(env, 'HELPDESK_EMAIL'),
    siteOwner: short(env, 'SITE_OWNER', 120),
    helpdeskHours: openingHours(env, 'HELPDESK_HOURS'),
    aboutUrl: address(env, 'ABOUT_URL', web, 'https://noa.example.org/about'),
    statusUrl: address(env, 'STATUS_URL', web, 'https://status.example.org'),
    passwordRulesUrl: address(env, 'PASSWORD_RULES_URL', web, 'https://noa.example.org/password-rules'),
    dataController: short(env, 'DATA_CONTROLLER', 120),
    dpoContact: contact(env, 'DPO_CONTACT'),
    complaintUrl: address(env, 'COMPLAINT_URL', web, 'https://www.cnil.fr/fr/plaintes'),
    legalBasis: text(env, 'LEGAL_BASIS') === undefined ? undefined : oneOf(env, 'LEGAL_BASIS', legalBases, 'publicTask'),
    accountDataMonths: text(env, 'ACCOUNT_DATA_MONTHS') === undefined ? undefined : whole(env, 'ACCOUNT_DATA_MONTHS', 24, 1, 600),
  })
