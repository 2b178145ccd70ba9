/**
 * A button on somebody else's page that opens the guide beside it. Until it is pressed nothing is asked for and nothing is kept; then the
 * conversation stands in a frame, in a dialog of the browser's own: Escape closes it, and the focus goes back to the button.
 *
 *     <script src="https://guide.example.org/embed.js" data-topic="blank_page" data-lang="fr" data-path="/projets" defer></script>
 *
 * Where the page has an `<a data-noa-guide href="https://guide.example.org/?…">`, that link opens the dialog, and no button is added: a
 * page without script keeps an ordinary link. A page with a strict policy names the guide's origin in `script-src` and `frame-src`.
 */

/** What `embedRoute` writes before this: what the button and the dialog are called, by language. */
declare const noaGuideWords: Readonly<Record<string, Readonly<Record<'open' | 'title' | 'close', string>>>>

/** In a root of its own: the styles of the page do not reach in, and none of these gets out. */
const styles = `
:host { all: initial }
button { font: 600 1rem/1.3 system-ui, sans-serif; cursor: pointer; border-radius: 1.5rem; border: 2px solid #fff; background: #1d4e9e; color: #fff }
button:focus-visible { outline: 3px solid #b4480a; outline-offset: 2px }
.open { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; min-height: 3rem; padding: .5rem 1.25rem; box-shadow: 0 2px 8px rgb(0 0 0 / 30%) }
dialog { position: fixed; inset: auto 1rem 1rem auto; box-sizing: border-box; width: 27rem; max-width: none; height: min(44rem, calc(100vh - 2rem));
  max-height: none; margin: 0; padding: 0; overflow: hidden; border: 1px solid #74819a; border-radius: 1rem; background: #fff; box-shadow: 0 8px 40px rgb(0 0 0 / 35%) }
dialog[open] { display: flex; flex-direction: column }
dialog::backdrop { background: rgb(14 19 26 / 35%) }
.close { align-self: flex-end; flex: none; min-height: 2.75rem; margin: .25rem; padding: .25rem 1rem; border-color: transparent; background: none; color: #1d4e9e }
iframe { flex: 1; width: 100%; min-height: 0; border: 0; border-top: 1px solid #d9dfe9 }
@media (max-width: 40rem) { dialog { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0 } }
@media (prefers-color-scheme: dark) { dialog { background: #161d27 } .close { color: #a2c4ff } iframe { border-color: #2b3647 } }
@media (prefers-reduced-motion: no-preference) { dialog[open] { animation: rise .15s ease-out } @keyframes rise { from { transform: translateY(.5rem) } } }
@media print { .open { display: none } }`

const own = document.currentScript
if (own instanceof HTMLScriptElement) embed(own)

function embed(script: HTMLScriptElement): void {
  const guide = new URL(script.src).origin
  const asked = script.dataset['lang'] ?? document.documentElement.lang.slice(0, 2)
  // Of a page in another language, what is offered is in the first of the guide's.
  const lang = Object.hasOwn(noaGuideWords, asked) ? asked : (Object.keys(noaGuideWords)[0] ?? '')
  const words = noaGuideWords[lang]
  if (words === undefined) return
  const values = (['topic', 'article', 'symptom', 'browser', 'unit', 'path', 'ref'] as const).flatMap(name => {
    const value = script.dataset[name]
    return value === undefined || value === '' ? [] : [[name, value]]
  })
  // The conversation speaks as the page around it does, where it can.
  if (lang === asked) values.push(['lang', asked])
  const usual = `${guide}/?${new URLSearchParams(values).toString()}`

  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  // Not an element of style: a page's policy has no say in a sheet that a script made.
  root.adoptedStyleSheets = [sheet]
  const make = <K extends keyof HTMLElementTagNameMap>(name: K, set: Partial<HTMLElementTagNameMap[K]>): HTMLElementTagNameMap[K] =>
    Object.assign(document.createElement(name), set)
  const dialog = make('dialog', { lang })
  dialog.setAttribute('aria-label', words.title)
  const close = make('button', { className: 'close', type: 'button', textContent: words.close })
  close.addEventListener('click', () => dialog.close())
  dialog.append(close)
  let frame: HTMLIFrameElement | undefined

  const open = (address: string): void => {
    // Opened once more, it goes on where it was.
    if (frame?.dataset['address'] !== address) {
      frame?.remove()
      frame = make('iframe', { src: address, title: words.title })
      frame.dataset['address'] = address
      dialog.append(frame)
    }
    dialog.showModal()
  }
  addEventListener('message', ({ origin, source, data }: MessageEvent<unknown>) => {
    if (origin === guide && source === frame?.contentWindow && data === 'noa/close') dialog.close()
  })

  const links = [...document.querySelectorAll<HTMLAnchorElement>('a[data-noa-guide]')].filter(link => link.origin === guide)
  for (const link of links)
    link.addEventListener('click', event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      open(link.href)
    })
  if (links.length === 0) {
    const button = make('button', { className: 'open', type: 'button', textContent: words.open, lang })
    button.setAttribute('aria-haspopup', 'dialog')
    button.addEventListener('click', () => open(usual))
    root.append(button)
  }
  root.append(dialog)
  document.body.append(host)
}
