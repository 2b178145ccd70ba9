/**
 * Keeps what is written while it is written, and says beside each box what the check says; makes marks for whoever does not know them.
 * The page does without it: its button keeps, too.
 */
const boxes = document.querySelector<HTMLElement>('#boxes')
const form = boxes?.closest('form')
const state = document.querySelector<HTMLElement>('#state')

/** So long nothing is written before it is kept, ms. */
const pause = 900

const said = (name: string): string => boxes?.dataset[name] ?? ''
const areas = (): HTMLTextAreaElement[] => [...(boxes?.querySelectorAll('textarea') ?? [])]

function say(text: string): void {
  if (state === null || state.textContent === text) return
  const note = document.createElement('p')
  note.className = 'note'
  note.textContent = text
  state.replaceChildren(note)
}

/** Length of what is in a box, in the words that the page has for it. */
function count(area: HTMLTextAreaElement): void {
  const output = document.querySelector<HTMLElement>(`#${CSS.escape(area.id)}-length output`)
  if (output !== null) output.textContent = output.textContent.replace(/\d+/, String(area.value.length))
}

/** Takes from a page that was answered what stands beside the boxes. What is being written stays. */
function takeOver(page: Document): void {
  for (const id of [...document.querySelectorAll('.about, [id^="seen-"]')].map(each => each.id)) {
    const [here, there] = [document.getElementById(id), page.getElementById(id)]
    if (here === null || there === null) continue
    if (here instanceof HTMLInputElement && there instanceof HTMLInputElement) here.value = there.value
    else if (here.innerHTML !== there.innerHTML) here.replaceChildren(...there.cloneNode(true).childNodes)
  }
}

/** What is not kept yet stays in this tab: a session may end, a network fail, and nothing that was typed is lost. */
const unsaved = `words ${new URLSearchParams(location.search).get('of') ?? ''}`
const fieldsOf = (sent: HTMLFormElement): [string, string][] =>
  [...new FormData(sent)].flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []))
const typed = (): string => JSON.stringify(areas().map(({ value }) => value))

/** Puts what was not kept back into its boxes, with what it was written over: another's draft that came since is still told. */
function restore(sent: HTMLFormElement): boolean {
  const kept = sessionStorage.getItem(unsaved)
  if (kept === null) return false
  const values = new Map(JSON.parse(kept) as [string, string][]) // `fieldsOf` wrote it
  let differs = false
  for (const area of areas()) {
    const value = values.get(area.name)
    if (value === undefined || value === area.value) continue
    differs = true
    area.value = value
    count(area)
  }
  if (differs)
    for (const seen of sent.querySelectorAll<HTMLInputElement>('[id^="seen-"]')) seen.value = values.get(seen.name) ?? seen.value
  return differs
}

/** No answer comes after so long, ms. */
const patience = 15_000
/** A browser sends no more than this once its page is closed, bytes. */
const mostAfter = 60_000

let inHand: Promise<void> | undefined
let timer: ReturnType<typeof setTimeout> | undefined

async function send(sent: HTMLFormElement): Promise<void> {
  say(said('saving'))
  const written = typed()
  try {
    const body = new URLSearchParams(fieldsOf(sent)).toString()
    const answer = await fetch(sent.action, {
      method: 'POST', body, keepalive: body.length < mostAfter, signal: AbortSignal.timeout(patience),
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    })
    // Without its styles: their nonce is of another page, and the browser would report them.
    const page = new DOMParser().parseFromString((await answer.text()).replace(/<style[\s\S]*?<\/style>/g, ''), 'text/html')
    // Somebody else was there meanwhile, or whoever writes is not signed in any more: what the page says is for the button to show.
    if (!answer.ok || page.querySelector('#boxes') === null) return say(said('lost'))
    takeOver(page)
    if (typed() === written) sessionStorage.removeItem(unsaved)
    say(`${said('saved')} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })}`)
  } catch {
    say(said('lost'))
  }
}

/** Keeps what stands in the boxes, one after the other: an answer says what the next is written over. */
function keep(sent: HTMLFormElement): void {
  clearTimeout(timer)
  timer = undefined
  const after = (inHand ?? Promise.resolve()).then(() => send(sent)).finally(() => {
    if (inHand === after) inHand = undefined
  })
  inHand = after
}

/** Puts marks around what is selected, as somebody who types would: it can be taken back. */
function put(area: HTMLTextAreaElement, before: string, after: string, usual: string): void {
  const { selectionStart: from, selectionEnd: to, value } = area
  const text = value.slice(from, to) || usual
  area.focus()
  area.setRangeText(`${before}${text}${after}`, from, to, 'end')
  area.setSelectionRange(from + before.length, from + before.length + text.length)
  area.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Makes a list of the lines that are selected. */
function list(area: HTMLTextAreaElement): void {
  const from = area.value.lastIndexOf('\n', area.selectionStart - 1) + 1
  const to = area.value.indexOf('\n', area.selectionEnd) >>> 0
  area.setRangeText(area.value.slice(from, to).split('\n').map(line => `- ${line}`).join('\n'), from, Math.min(to, area.value.length), 'end')
  area.focus()
  area.dispatchEvent(new Event('input', { bubbles: true }))
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'tool'
  made.textContent = label
  made.addEventListener('click', act)
  return made
}

if (form !== null && form !== undefined && boxes !== null) {
  let last: HTMLTextAreaElement | undefined
  for (const area of areas()) {
    area.addEventListener('focus', () => (last = area))
    if (area.dataset['prose'] === undefined) continue
    const tools = document.createElement('p')
    tools.className = 'marks'
    tools.append(
      button(said('bold'), () => put(area, '**', '**', '…')),
      button(said('link'), () => put(area, '[', '](https://)', '…')),
      button(said('list'), () => list(area)),
    )
    area.before(tools)
  }
  for (const chip of boxes.querySelectorAll<HTMLElement>('.chip')) {
    const name = chip.dataset['variable'] ?? ''
    const made = button(name, () => {
      const near = chip.isConnected ? chip : made
      const inText = [...(near.closest('.text')?.querySelectorAll('textarea') ?? [])]
      const area = inText.find(each => each === last) ?? inText[0]
      if (area !== undefined) put(area, name, '', '')
    })
    made.className = chip.className
    made.title = said('insert')
    chip.replaceWith(made)
  }
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => keep(form), pause)
  }
  if (boxes.dataset['restores'] === undefined) sessionStorage.removeItem(unsaved)
  else if (restore(form)) {
    say(said('restored'))
    later()
  }
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) count(target)
    sessionStorage.setItem(unsaved, JSON.stringify(fieldsOf(form).filter(([name]) => name !== '_form')))
    later()
  })
  form.addEventListener('submit', event => {
    clearTimeout(timer)
    timer = undefined
    if (inHand === undefined) return
    // What is on its way is written over by what the button sends: the server must know in which order.
    event.preventDefault()
    void inHand.finally(() => form.requestSubmit(event.submitter))
  })
  // A window that is closed or left: what was typed in the last moment goes as well.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && timer !== undefined) keep(form)
  })
}
