/** A question over the board: Esc and Cancel leave it, Enter in a line sends it, focus comes back to where it was. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { focusCard } from '../board/keys.ts'
import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { dialog } from './dialog.ts'

interface Props {
  readonly title: string
  readonly children: ComponentChildren
  /** The button that sends it; without one there is only Close. */
  readonly send?: { readonly label: string; readonly run: (fields: FormData) => Promise<unknown> }
  readonly wide?: boolean
}

export function Frame({ title, children, send, wide }: Props) {
  const box = useRef<HTMLDialogElement>(null)
  const [sending, setSending] = useState(false)
  const [refusal, setRefusal] = useState('')
  useEffect(() => {
    const before = document.activeElement
    box.current?.showModal()
    box.current?.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => {
      if (!(before instanceof HTMLElement)) return
      // A card's buttons hide, and what was asked may have moved the card.
      const card = before.closest<HTMLElement>('[data-card]')?.dataset.card
      if (card === undefined || !focusCard(card)) before.focus()
    }
  }, [])
  const close = () => {
    dialog.value = undefined
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!send || sending) return
    setSending(true)
    setRefusal('')
    try {
      await send.run(new FormData(event.currentTarget as HTMLFormElement))
      close()
    } catch (error) {
      // What was typed stays, so that it can be mended and sent again.
      setRefusal(error instanceof Error ? error.message : String(error))
      setSending(false)
    }
  }
  return (
    <dialog ref={box} class={`ask-box${wide ? ' wide' : ''}`} aria-labelledby="ask-title" onCancel={close}>
      <form
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
        }}
      >
        <header>
          <h2 id="ask-title">{title}</h2>
          <button type="button" class="icon-btn" aria-label={l10n.t('Close')} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        <div class="ask-in">{children}</div>
        {refusal && (
          <p class="refusal" role="alert">
            <Icon name="error" small />
            {refusal}
          </p>
        )}
        <footer>
          {send && (
            <button type="submit" class={`btn${sending ? ' sent' : ''}`} disabled={sending}>
              {send.label}
            </button>
          )}
          <button type="button" class="btn sec" onClick={close}>
            {send ? l10n.t('Cancel') : l10n.t('Close')}
          </button>
        </footer>
      </form>
    </dialog>
  )
}
