import { useMemo } from 'preact/hooks'
import { l10n } from '../l10n.ts'
import { Glyph } from '../parts/Glyph.tsx'
import { now } from '../state.ts'
import { clock } from '../times.ts'
import type { Lane } from './lanes.ts'
import { laneY, lying } from './lying.ts'
import { Baton, Dot, Stretch } from './marks.tsx'
import type { Story } from './story.ts'
import { hover, type Telling, verbs, why } from './words.ts'

/** How wide a letter is, on average; a little more than it is, so that nothing is cut. */
const letter = 6.6

export interface PictureProps {
  readonly story: Story
  readonly width: number
  readonly told: readonly Telling[]
  /** What the arrow keys are at. */
  readonly marked: string | undefined
}

export function LyingPicture({ story, width, told, marked }: PictureProps) {
  const picture = useMemo(() => lying(story, width), [story, width])
  const { height, lanes, start, finish } = picture
  const bottom = height - 10
  const lines = Math.max(
    0,
    ...picture.notes.map(({ short, leg, width: room }) => {
      const end = story.legs[leg]?.end
      return short || !end ? 0 : Math.min(3, Math.ceil((why(end).length * letter) / room))
    }),
  )
  const title = (of: string) => {
    const one = told.find((telling) => telling.of === of)
    return one && <title>{hover(one, now.value)}</title>
  }
  return (
    <div class="lying" aria-hidden="true">
      <svg aria-hidden="true" viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
        {[...lanes, undefined].map((_, i) => (
          <path key={String(i)} class="r-lane" d={`M${start} ${laneY(i) - 15.5}H${width - 50}`} />
        ))}
        <path class="r-gate" d={`M${start + 0.5} 14V${bottom}`} />
        <path class="r-gate" d={`M${finish} 14V${bottom}M${finish + 4} 14V${bottom}`} />
        {picture.leads.map(({ x, y }) => (
          <path key={x} class="r-lead" d={`M${x} ${y}V${height - 2}`} />
        ))}
        {picture.lines.map((line) => (
          <Stretch key={line.d} {...line} />
        ))}
        {picture.dots.map((dot) => (
          <g key={dot.of}>
            {title(dot.of)}
            {dot.of === marked && <circle class="r-at" cx={dot.x} cy={dot.y} r="9" />}
            <Dot {...dot} />
          </g>
        ))}
        {picture.rings.map(({ x, y, number }, i) => (
          <g key={number}>
            <title>{story.ahead[i]}</title>
            <circle class="r-todo" cx={x} cy={y} r="8" />
            <text class="s ring" x={x} y={y + 3.7} text-anchor="middle">
              {number}
            </text>
          </g>
        ))}
        {picture.batons.map(({ lie, x, y, turn, of }) => (
          <g key={of}>
            {title(of)}
            {(lie === 'carried' || lie === 'asking') && <circle class={`r-halo ${lie}`} cx={x} cy={y} r="15" />}
            {of === marked && <circle class="r-at" cx={x} cy={y} r="18" />}
            <g transform={`translate(${x} ${y})`}>
              <g class="r-arrive">
                <g transform={`rotate(${lie === 'asking' ? 0 : turn})`}>
                  <Baton lie={lie} />
                </g>
              </g>
            </g>
          </g>
        ))}
        {picture.now && (
          <text x={picture.now.x} y={picture.now.y} text-anchor="middle">
            {l10n.t('now')}
          </text>
        )}
        {picture.more && (
          <text class="s" x={picture.more.x} y={picture.more.y - 6} text-anchor="middle">
            +{picture.moreAhead}
          </text>
        )}
        <text class="s" x={start} y="10" text-anchor="middle">
          {picture.folded > 0 ? l10n.t('+{0} legs', picture.folded) : l10n.t('start')}
        </text>
        <text class="s" x={finish + 2} y="10" text-anchor="middle">
          {l10n.t('finish')}
        </text>
      </svg>
      <ul class="names">
        {lanes.map((lane, i) => (
          <li key={lane.kind + lane.name} style={{ top: `${laneY(i) - 12}px` }}>
            <Name {...lane} />
          </li>
        ))}
      </ul>
      {picture.notes.length > 0 && (
        <ol class="whys" style={{ height: `${20 + 16 * lines}px` }}>
          {picture.notes.map(({ x, width: room, short, leg, verb, at }) => {
            const end = story.legs[leg]?.end
            return (
              <li
                key={leg}
                class={short ? 'short' : ''}
                style={{ left: `${x}px`, width: `${room}px` }}
                title={end && why(end)}
              >
                <b>
                  {verbs(verb)}
                  <time>{clock(at, now.value)}</time>
                </b>
                {!short && end && <span class="reason">{why(end)}</span>}
              </li>
            )
          })}
        </ol>
      )}
    </div>
  )
}

function Name({ kind, name, current }: Lane) {
  const text = kind === 'others' ? l10n.t('{0} others', name) : name || l10n.t('anyone')
  return (
    <>
      <Glyph agent={name} past={!current} open={kind === 'open'} {...(kind === 'others' && { count: name })} />
      <span class={`ell${current ? '' : ' muted'}`}>{text}</span>
    </>
  )
}
