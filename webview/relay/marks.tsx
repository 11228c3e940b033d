/** The marks of a relay, for the picture and for the checkpoint's timeline alike. */
import type { Line, Baton as Lying, Dot as Stop } from './shapes.ts'

const lineClass = { leg: 'r-leg', live: 'r-leg live', gap: 'r-gap', ahead: 'r-ahead', idle: 'r-ahead idle' } as const
export const Stretch = ({ kind, d }: Line) => <path class={lineClass[kind]} d={d} />

/** Solid where it is held or was passed, hollow where it lies. */
export function Baton({ lie, length = 26, thick = 8 }: { lie: Lying['lie']; length?: number; thick?: number }) {
  const band = length / 4
  const half = thick / 2
  return (
    <>
      <rect class={`r-baton ${lie}`} x={-length / 2} y={-half} width={length} height={thick} rx={half} />
      {lie === 'asking' ? (
        <text class="r-ask" y="3.4" text-anchor="middle">
          ?
        </text>
      ) : (
        <path class={`r-band ${lie}`} d={`M${-band} ${-half}v${thick}M${band} ${-half}v${thick}`} />
      )}
    </>
  )
}

/** Filled: tests pass. Open: no tests. A red ring with a cross: tests fail. */
export function Dot({
  x,
  y,
  tests,
  live,
  radius = 4.5,
}: Pick<Stop, 'x' | 'y' | 'tests' | 'live'> & { radius?: number }) {
  if (tests !== 'fail') return <circle class={`r-cp ${tests} ${live ? 'live' : ''}`} cx={x} cy={y} r={radius} />
  return (
    <>
      <circle class="r-cp fail" cx={x} cy={y} r={radius + 1} />
      <path class="r-x" d={`M${x - 2} ${y - 2}l4 4m0-4l-4 4`} />
    </>
  )
}
