import { useMemo } from 'preact/hooks'
import { l10n } from '../l10n.ts'
import { Glyph } from '../parts/Glyph.tsx'
import { now } from '../state.ts'
import { clock } from '../times.ts'
import { drawnWidth } from './drawn.ts'
import type { PictureProps } from './LyingPicture.tsx'
import { Baton, Dot, Stretch } from './marks.tsx'
import { type Row, standing } from './standing.ts'
import type { Story } from './story.ts'
import { verbs, why } from './words.ts'

export function StandingPicture({ story, width, marked }: PictureProps) {
  const picture = useMemo(() => standing(story, width, drawnWidth), [story, width])
  const { height, finish } = picture
  const right = Math.max(picture.width, 44)
  return (
    <div class="vrelay" aria-hidden="true" style={{ height: `${height}px` }}>
      <svg aria-hidden="true" width={right} height={height}>
        <path class="r-gate" d={`M4 4H${right - 10}`} />
        <path class="r-gate" d={`M4 ${finish}H${right - 10}M4 ${finish + 4}H${right - 10}`} />
        {picture.lines.map((line) => (
          <Stretch key={line.d} {...line} />
        ))}
        {picture.dots.map((dot) => (
          <g key={dot.of}>
            {dot.of === marked && <circle class="r-at" cx={dot.x} cy={dot.y} r="8" />}
            <Dot {...dot} radius={4} />
          </g>
        ))}
        {picture.rings.map(({ x, y, number }) => (
          <circle key={number} class="r-todo" cx={x} cy={y} r="3.5" />
        ))}
        {picture.batons.map(({ lie, x, y, turn, of }) => (
          <g key={of}>
            {(lie === 'carried' || lie === 'asking') && <circle class={`r-halo ${lie}`} cx={x} cy={y} r="12" />}
            {of === marked && <circle class="r-at" cx={x} cy={y} r="14" />}
            <g transform={`translate(${x} ${y}) rotate(${lie === 'asking' ? 0 : turn})`}>
              <Baton lie={lie} length={20} thick={7} />
            </g>
          </g>
        ))}
      </svg>
      <ol>
        {picture.rows.map((row) => (
          <li key={`${row.kind}${row.y}`} style={{ top: `${row.y}px`, left: `${picture.words}px` }}>
            <Words row={row} story={story} />
          </li>
        ))}
      </ol>
    </div>
  )
}

function Words({ row, story }: { row: Row; story: Story }) {
  const leg = 'leg' in row ? story.legs[row.leg] : undefined
  switch (row.kind) {
    case 'name':
      return leg ? (
        <span class="ln">
          <Glyph agent={leg.agent} past={leg.end !== undefined} />
          <b class="ell">{leg.agent}</b>
          <span class="muted num">{clock(leg.from, now.value)}</span>
        </span>
      ) : null
    case 'stop': {
      const stop = leg?.stops[row.stop]
      const tests = { pass: l10n.t(', tests pass'), fail: l10n.t(', tests fail'), none: '' }[stop?.tests ?? 'none']
      return stop ? (
        <span class="ell">
          {l10n.t('Checkpoint {0}', clock(stop.at, now.value))}
          {tests}
        </span>
      ) : null
    }
    case 'end':
      return leg?.end ? (
        <>
          <b>{verbs(leg.end.verb)}</b> {clock(leg.end.at, now.value)}
          <span class="reason">{why(leg.end)}</span>
        </>
      ) : null
    case 'waiting': {
      const to = story.now.kind === 'waiting' ? story.now.to : undefined
      return (
        <span class="ln">
          <Glyph agent={to ?? ''} open />
          <b class="ell">{l10n.t('for {0}', to ?? l10n.t('anyone'))}</b>
        </span>
      )
    }
    case 'ahead':
      return <span class="ell">{story.ahead[row.step]}</span>
    case 'more':
      return <span>{l10n.t('{0} more', row.count)}</span>
  }
}
