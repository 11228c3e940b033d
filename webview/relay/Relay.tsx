/** The relay line: a picture for the eye, and the list that it is a picture of, which screen readers and arrow keys use. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { asList, now } from '../state.ts'
import { clock } from '../times.ts'
import { LyingPicture } from './LyingPicture.tsx'
import { StandingPicture } from './StandingPicture.tsx'
import type { Story } from './story.ts'
import { summary, type Telling, tellings } from './words.ts'

/** Below this the relay stands up. */
const narrow = 560

interface Props {
  readonly story: Story
  readonly reveal: (checkpoint: number) => void
  readonly setList: (on: boolean) => void
}

export function Relay({ story, reveal, setList }: Props) {
  const box = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(0)
  const [at, setAt] = useState<string>()
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setWidth(Math.floor(element.clientWidth))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  const told = tellings(story, now.value)
  const standing = width < narrow - 48
  const props = { story, width, told, marked: at }
  return (
    <section ref={box} class={`relay${standing ? ' stands' : ''}`} aria-labelledby="relay">
      <h2 class="h2" id="relay">
        {l10n.t('Relay')}
        <span class="count ell">{summary(story, now.value)}</span>
        {story.older && <span class="count">{l10n.t('the beginning is not shown')}</span>}
        <span class="grow" />
        <button
          type="button"
          class={`quiet${asList.value ? ' on' : ''}`}
          aria-pressed={asList.value}
          onClick={() => setList(!asList.value)}
        >
          <Icon name="list-flat" />
          {l10n.t('As List')}
        </button>
      </h2>
      {width > 0 && !asList.value && (standing ? <StandingPicture {...props} /> : <LyingPicture {...props} />)}
      <List told={told} shown={asList.value} at={at} setAt={setAt} reveal={reveal} />
    </section>
  )
}

interface ListProps {
  readonly told: readonly Telling[]
  readonly shown: boolean
  readonly at: string | undefined
  readonly setAt: (of: string | undefined) => void
  readonly reveal: (checkpoint: number) => void
}

/** Left and right go from one happening to the next, in the list as in the picture; Enter opens its checkpoint. */
function List({ told, shown, at, setAt, reveal }: ListProps) {
  const index = told.findIndex(({ of }) => of === at)
  const move = (event: KeyboardEvent) => {
    const to = {
      ArrowRight: index + 1,
      ArrowDown: index + 1,
      ArrowLeft: index - 1,
      ArrowUp: index - 1,
      Home: 0,
      End: told.length - 1,
    }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      setAt(told[Math.max(0, Math.min(told.length - 1, to))]?.of)
    }
    const checkpoint = told[index]?.checkpoint
    if (event.key === 'Enter' && checkpoint !== undefined) reveal(checkpoint)
  }
  return (
    <>
      {/* A list to look at, whose arrow keys also walk through the picture. */}
      <ol
        class={shown ? 'tellings' : 'sr'}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its items are chosen by arrow keys
        role="listbox"
        aria-label={l10n.t('Relay: how the baton came here')}
        tabIndex={0}
        aria-activedescendant={index >= 0 ? `telling-${at}` : undefined}
        onKeyDown={move}
        onFocus={() => setAt(at ?? told.at(-1)?.of)}
        onBlur={() => setAt(undefined)}
      >
        {told.map(({ of, at: when, text }) => (
          <li
            key={of}
            id={`telling-${of}`}
            class={of === at ? 'at' : ''}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: as above
            role="option"
            aria-selected={of === at}
            tabIndex={-1}
          >
            <time class="num">{when ? clock(when, now.value) : ''}</time> <span>{text}</span>
          </li>
        ))}
      </ol>
      {!shown && index >= 0 && (
        <p class="telling" aria-hidden="true">
          {told[index]?.at && <time class="num">{clock(told[index]?.at ?? '', now.value)}</time>} {told[index]?.text}
        </p>
      )}
    </>
  )
}
