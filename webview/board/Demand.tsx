import { useState } from 'preact/hooks'
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { Icon } from '../parts/Icon.tsx'
import { canWrite } from '../state.ts'
import { isSent, wish } from '../wishes.ts'

/** What a card asks of a person, to be settled without opening it. */
export function Demand({ card }: { card: Card }) {
  if (card.waiting_for === 'answer' && card.question) return <Question card={card} question={card.question} />
  if (card.waiting_for === 'approval') return <Approval card={card} />
  if (card.status !== 'failed') return null
  return (
    <>
      <p class="ask bad">{card.error ?? l10n.t('This task failed.')}</p>
      <div class="row-btns">
        <Action wish={{ kind: 'act', action: 'reset' }} about={card} label={l10n.t('Try Again')} tabIndex={-1} />
      </div>
    </>
  )
}

function Question({ card, question }: { card: Card; question: NonNullable<Card['question']> }) {
  const [text, setText] = useState('')
  const { question_id, options = [], asked_by } = question
  const typed = { kind: 'answer', question_id, answer: text.trim() } as const
  const send = () => {
    if (text.trim()) wish(typed, card)
  }
  return (
    <>
      <p class="ask">{question.question}</p>
      <div class="answers">
        {options.map((answer, index) => (
          <Action
            key={answer}
            wish={{ kind: 'answer', question_id, answer }}
            about={card}
            label={answer}
            number={index + 1}
            tabIndex={-1}
          />
        ))}
        <span class="field">
          <input
            type="text"
            aria-label={l10n.t('Answer {0}', asked_by)}
            placeholder={l10n.t('Answer {0}', asked_by)}
            value={text}
            maxLength={2_000}
            tabIndex={-1}
            disabled={!canWrite.value || isSent(typed, card.task_id)}
            onClick={(event) => event.stopPropagation()}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              event.stopPropagation()
              if (event.key === 'Enter') send()
              if (event.key === 'Escape') event.currentTarget.closest<HTMLElement>('[data-card]')?.focus()
            }}
          />
          <button
            type="button"
            class="icon-btn"
            aria-label={l10n.t('Send')}
            tabIndex={-1}
            disabled={!canWrite.value || !text.trim()}
            onClick={(event) => {
              event.stopPropagation()
              send()
            }}
          >
            <Icon name="send" />
          </button>
        </span>
      </div>
    </>
  )
}

function Approval({ card }: { card: Card }) {
  const said = Object.values(card.evidence ?? {}).find((value) => typeof value === 'string')
  const { artifacts = 0 } = card
  return (
    <>
      <p class="ask">
        {typeof said === 'string' ? said : l10n.t('It is said to be done.')}{' '}
        {artifacts > 0 && (
          <Action
            wish={{ kind: 'task', task_id: card.task_id }}
            label={artifacts === 1 ? l10n.t('1 artifact') : l10n.t('{0} artifacts', artifacts)}
            look="link"
            offline
            tabIndex={-1}
          />
        )}
      </p>
      <div class="row-btns">
        <Action
          wish={{ kind: 'act', action: 'approve' }}
          about={card}
          label={l10n.t('Approve')}
          look="btn"
          tabIndex={-1}
        />
        <Action wish={{ kind: 'act', action: 'reject' }} about={card} label={l10n.t('Send Back…')} tabIndex={-1} />
      </div>
    </>
  )
}
