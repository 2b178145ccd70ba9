/** `/embed.js`: what a page of elsewhere puts in to open the guide beside it. It says a few words, and nothing of anybody. */
import type { Library } from '../../content/library.ts'
import type { Route } from '../../http/route.ts'
import type { AssetManifest } from './assets.ts'

const embedPath = '/embed.js'

/** JSON that may stand in any script. */
const literal = (value: unknown): string => JSON.stringify(value).replace(/[<\u2028\u2029]/g, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const embedRoute = (assets: AssetManifest, words: Library): Route => ({
  method: 'GET',
  path: embedPath,
  handle: () => {
    const spoken = [words.defaultLocale, ...words.locales.filter(each => each !== words.defaultLocale)].map(locale =>
      [locale, Object.fromEntries(['open', 'title', 'close'].map(name => [name, words.plain(locale, `pages:page.embed.${name}`)]))])
    return {
      status: 200,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        // Its name stays, and what it says may change.
        'cache-control': 'public, max-age=300',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      },
      body: `{const noaGuideWords=${literal(Object.fromEntries(spoken))};${assets.text('embed.js')}}`,
    }
  },
})
