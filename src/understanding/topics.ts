/** What a person can want. The names are those of the files in `content/understanding` and of `noa understand`. */
export const topics = [
  'choose_login',
  'create_account',
  'activation_email',
  'blank_page',
  'clear_cache',
  'forgot_password',
  'request_federation_access',
  'access_denied_referentials',
  'video_tutorials',
  'contact_human',
  'cancel',
  'restart',
  'back',
  'help',
  'switch_language',
  'greeting',
  'thanks',
  'out_of_scope',
] as const

export type Topic = (typeof topics)[number]

export const outOfScope = 'out_of_scope' satisfies Topic

export const isTopic = (name: string): name is Topic => topics.some(topic => topic === name)
