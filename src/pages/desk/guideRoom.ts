/** `/desk/guide`: how the words are written, for whoever has only this desk. */
import type { Library } from '../../content/library.ts'
import { toHtml } from '../../content/markdown.ts'
import { html, trusted } from '../../text/html.ts'
import type { DeskRoom } from './desk.ts'

const path = '/desk/guide'
/** In the order of the page. */
const parts = ['sentence', 'writing', 'form', 'variables', 'article', 'examples', 'questions', 'figures', 'incident'] as const
/** Parts with a picture, as wide and as high as it is. */
const pictures: Readonly<Partial<Record<(typeof parts)[number], readonly [width: number, height: number]>>> = {
  figures: [720, 420],
}

export const guideRoom = ({ library }: { readonly library: Pick<Library, 'words'> }): DeskRoom => ({
  name: 'guide', path, roles: [],
  routes: desk => [
    desk.get(path, [], ({ say, show, locale }) => show({
      title: say('desk.rooms.guide.title'),
      main: html`<p>${say('deskGuide.intro')}</p>
${parts.map(part => {
        const size = pictures[part]
        return html`<section><h2>${say(`deskGuide.${part}.title`)}</h2>${trusted(toHtml(library.words(locale, `pages:deskGuide.${part}.text`)))}
${size !== undefined && html`<img class="shown" src="/assets/images/desk-${part}.png" width="${size[0]}" height="${size[1]}" alt="${say(`deskGuide.pictures.${part}`)}" loading="lazy">`}</section>`
      })}`,
    })),
  ],
})
