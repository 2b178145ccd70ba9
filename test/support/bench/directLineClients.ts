/** Pages that other people's clients of Direct Line would need, each as small as it can be. */

/** A page with Web Chat: its script, a token, an element. @param script name of the bundle */
const webChatPage = (script: string): string => `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>Web Chat</title><meta name="viewport" content="width=device-width, initial-scale=1">
<style>html, body, #webchat { height: 100%; margin: 0 }</style><script src="/${script}"></script></head>
<body><div id="webchat" role="main"></div><script>
fetch('/v3/directline/tokens/generate', { method: 'POST' })
  .then(response => response.json())
  .then(({ token }) => {
    const directLine = WebChat.createDirectLine({ token, domain: location.origin + '/v3/directline' })
    WebChat.renderWebChat({ directLine, locale: 'fr-FR' }, document.getElementById('webchat'))
  })
</script></body></html>
`

/** Text and buttons over the stream: no cards, no Markdown, no reconnection, nothing kept. */
const plainClient = `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>Client</title><meta name="viewport" content="width=device-width, initial-scale=1">
<style>body { font: 16px sans-serif; max-width: 40rem; margin: auto } .person { text-align: right }</style></head>
<body><main id="log" role="log"></main><div id="choices"></div><form id="write"><input id="text" aria-label="Message"><button>→</button></form><script>
const at = '/v3/directline/conversations', from = { id: 'dl_' + Math.random() }
const log = document.getElementById('log'), choices = document.getElementById('choices')
let open
function show({ type, from: { role }, text = '', suggestedActions, attachments = [] }) {
  if (type !== 'message' || role === 'user') return
  line('guide', text.replace(/\\*\\*/g, '') || attachments.map(({ content }) => content.fallbackText).join('\\n'))
  choices.replaceChildren(...(suggestedActions?.actions ?? []).map(({ title, value }) => {
    const button = document.createElement('button')
    button.textContent = title
    button.onclick = () => say({ text: title, value })
    return button
  }))
}
function line(name, text) {
  const p = document.createElement('p')
  p.className = name
  p.textContent = text
  log.append(p)
}
function say(what) {
  line('person', what.text)
  choices.replaceChildren()
  return fetch(at + '/' + open.conversationId + '/activities', {
    method: 'POST', headers: { authorization: 'Bearer ' + open.token, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', from, locale: 'fr-FR', ...what }),
  })
}
document.getElementById('write').onsubmit = event => {
  event.preventDefault()
  say({ text: document.getElementById('text').value })
}
fetch('/v3/directline/tokens/generate', { method: 'POST' }).then(response => response.json())
  .then(({ token }) => fetch(at, { method: 'POST', headers: { authorization: 'Bearer ' + token } })).then(response => response.json())
  .then(conversation => {
    open = conversation
    new WebSocket(open.streamUrl).onmessage = ({ data }) => data && JSON.parse(data).activities.forEach(show)
  })
</script></body></html>
`

/** By the path under which they are served. */
export const directLineClients: Readonly<Record<string, string>> = {
  '/webchat': webChatPage('webchat.js'),
  '/minimal': webChatPage('webchat-minimal.js'),
  '/plain': plainClient,
}
