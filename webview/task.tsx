/** A task's page: listens to the editor, keeps the clock, draws. */
import './css/task.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import type { ToPage } from '../src/contract/page.ts'
import { listen, place, settled } from './bridge.ts'
import { l10n } from './l10n.ts'
import { asList, asOf, gone, now, picture, state } from './state.ts'
import { Page } from './task/Page.tsx'

/** The page is handed its texts as data, and which task it is, so that a reload of the window finds it again. */
const given = JSON.parse(document.getElementById('given')?.textContent ?? '{}')
l10n.configure(given.texts ?? {}, given.language ?? 'en')
asList.value = place.get()?.asList ?? false
effect(() => place.set({ task: given.task, store: given.store, asList: asList.value }))

function hear(message: ToPage): void {
  switch (message.kind) {
    case 'picture':
      picture.value = message.picture
      state.value = message.state
      gone.value = false
      asOf.value = now.value = Date.now()
      return
    case 'state':
      state.value = message.state
      return
    case 'gone':
      gone.value = true
      return
    case 'settled':
      settled(message.id)
  }
}

setInterval(() => {
  if (document.visibilityState === 'visible') now.value = Date.now()
}, 1000)
render(<Page />, document.getElementById('page') ?? document.body)
listen(hear)
