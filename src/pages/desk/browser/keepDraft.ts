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

let inHand = false
let again = false
let timer: ReturnType<typeof setTimeout> | undefined

async function keep(sent: HTMLFormElement): Promise<void> {
  if (inHand) {
    again = true
    return
  }
  inHand = true
  again = false
  say(said('saving'))
  try {
    const body = new URLSearchParams([...new FormData(sent)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
    const answer = await fetch(sent.action, { method: 'POST', body, headers: { accept: 'text/html' } })
    // Without its styles: their nonce is of another page, and the browser would report them.
    const page = new DOMParser().parseFromString((await answer.text()).replace(/<style[\s\S]*?<\/style>/g, ''), 'text/html')
    // Somebody else was there meanwhile, or whoever writes is not signed in any more: what the page says is for the button to show.
    if (!answer.ok || page.querySelector('#boxes') === null) return say(said('lost'))
    takeOver(page)
    say(`${said('saved')} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })}`)
  } catch {
    say(said('lost'))
  } finally {
    inHand = false
    if (again) void keep(sent)
  }
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
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) count(target)
    clearTimeout(timer)
    timer = setTimeout(() => void keep(form), pause)
  })
}
