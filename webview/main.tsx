/** The board: keeps the clock, listens, draws. In the editor's webview and in a browser alike. */
import './css/main.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import { App } from './app/App.tsx'
import { route, write } from './app/route.ts'
import { comeBack } from './back.ts'
import { l10n } from './l10n.ts'
import { asList, given, now, open, picture, wire } from './state.ts'

if (!given.editor) {
  // What led from the login page here is no part of the address.
  if (location.search) history.replaceState(null, '', `./${location.hash}`)
  // An editor names its theme on the body.
  const contrast = matchMedia('(prefers-contrast: more)')
  const mark = () => document.body.classList.toggle('vscode-high-contrast', contrast.matches)
  contrast.addEventListener('change', mark)
  mark()
}
l10n.configure(given.texts, given.language)
// A panel that was hidden begins anew, at nothing: it goes back to where it was.
const { address } = wire.place.get()
if (given.editor && given.task === undefined && address !== undefined) location.hash = address
comeBack()
effect(() => wire.place.set({ asList: asList.value }))
effect(() => wire.place.set({ address: write(route.value) }))
effect(() => {
  const task = picture.value?.task
  if (task) wire.title(`${task.task_id} ${task.title}`)
  else if (given.task === undefined) wire.title(given.editor ? l10n.t('Board') : 'Baton')
})
setInterval(() => {
  if (document.visibilityState === 'visible') now.value = Date.now()
}, 1000)
render(<App />, document.getElementById('page') ?? document.body)
open()
