import { choicesFor } from '../board/choices.ts'
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { Lease, usualLease } from '../parts/Lease.tsx'
import { Menu } from '../parts/Menu.tsx'
import { markOf, StateMark } from '../parts/StateMark.tsx'
import { StepTicks, shareOf } from '../parts/Steps.tsx'
import { now } from '../state.ts'
import { ago } from '../times.ts'
import type { Reading } from './reading.ts'

/** Seconds after which a missing checkpoint is worth a colour. */
const late = 20 * 60

interface Place {
  /** Undefined: they work without one. */
  readonly slot?: number
  readonly agent: string
  readonly card?: Card
}

/** Taken slots, then what is held outside of any. */
function placesOf({ slots, held }: Reading): Place[] {
  const inSlots = new Set(slots.map(({ task_id }) => task_id))
  const taken = slots.flatMap(({ slot, agent, task_id }): Place[] => {
    const card = held.find((one) => one.task_id === task_id)
    return agent === undefined ? [] : [{ slot, agent, ...(card && { card }) }]
  })
  const outside = held
    .filter(({ task_id, current_owner }) => !inSlots.has(task_id) && current_owner !== undefined)
    .map((card): Place => ({ agent: card.current_owner ?? '', card }))
  return [...taken, ...outside]
}

export function Slots({ reading }: { reading: Reading }) {
  const places = placesOf(reading)
  const taken = reading.slots.filter(({ status }) => status !== 'free').length
  return (
    <section aria-labelledby="slots">
      <h2 class="h2" id="slots">
        {l10n.t('Slots')}
        <span class="count">{l10n.t('{0} of {1} taken', taken, reading.slots.length)}</span>
      </h2>
      {places.length === 0 ? (
        <p class="muted">{l10n.t('Nobody works on anything.')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th class="spare">{l10n.t('Slot')}</th>
              <th class="who">{l10n.t('Agent')}</th>
              <th>{l10n.t('Holds')}</th>
              <th class="spare">{l10n.t('Steps')}</th>
              <th class="of-lease">{l10n.t('Lease')}</th>
              <th class="spare">{l10n.t('Last checkpoint')}</th>
              <th class="last">
                <span class="sr">{l10n.t('More Actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {places.map((place) => (
              <Row key={`${place.slot} ${place.card?.task_id}`} place={place} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Row({ place: { slot, agent, card } }: { place: Place }) {
  const at = card && (card.checkpoint_at ?? card.started_at)
  const isLate = at !== undefined && now.value - Date.parse(at) > late * 1_000
  return (
    <tr>
      <td class="num muted spare">{slot ?? '–'}</td>
      <td class="who">
        <span class="cell">
          <Glyph agent={agent} />
          <span class="ell">{agent}</span>
        </span>
      </td>
      <td>{card ? <Held card={card} /> : <span class="muted">{l10n.t('nothing')}</span>}</td>
      <td class="spare">{card?.steps && <StepTicks {...card.steps} />}</td>
      <td class="of-lease">
        {card?.lease && (
          <span class="cell">
            <Lease until={card.lease.expires_at} length={Math.max(card.lease.seconds_left, usualLease)} />
          </span>
        )}
      </td>
      <td class={`spare ${isLate ? 'late' : 'muted'}`}>
        {card?.checkpoint_at ? ago(card.checkpoint_at, now.value) : '–'}
      </td>
      <td class="last">
        {card && <Menu label={l10n.t('Actions for {0}', card.task_id)} choices={choicesFor(card)} about={card} />}
      </td>
    </tr>
  )
}

function Held({ card }: { card: Card }) {
  const { task_id, title, steps } = card
  return (
    <span class="cell">
      <StateMark mark={markOf(card)} share={shareOf(steps)} />
      <span class="id">{task_id}</span>
      <Action wish={{ kind: 'task', task_id }} label={title} title={title} look="link" offline />
    </span>
  )
}
