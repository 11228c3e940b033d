import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Agents } from '../agents/Agents.tsx'
import { Board } from '../board/Board.tsx'
import { Dialogs } from '../dialogs/Dialogs.tsx'
import { Graph } from '../graph/Graph.tsx'
import { History } from '../history/History.tsx'
import { l10n } from '../l10n.ts'
import { given } from '../state.ts'
import { Page } from '../task/Page.tsx'
import { Banner } from './Banner.tsx'
import { Bar } from './Bar.tsx'
import { listen } from './keys.ts'
import { Notices } from './Notices.tsx'
import { List, Rail } from './Rail.tsx'
import { route, type View } from './route.ts'
import { isNarrow, measure } from './width.ts'

const views: Record<View, () => preact.JSX.Element> = {
  board: Board,
  graph: Graph,
  agents: Agents,
  history: History,
}

export function App() {
  const box = useRef<HTMLDivElement>(null)
  useEffect(listen, [])
  useLayoutEffect(() => (box.current ? measure(box.current) : undefined), [])
  return (
    <div ref={box} class={`app${given.task === undefined ? '' : ' single'}`}>
      {given.task === undefined && <Bar />}
      <Banner />
      {given.task === undefined ? <Within /> : <Page />}
      <Notices />
      <Dialogs />
    </div>
  )
}

/** The view; an opened task stands beside a list of the others, or over them where there is no room. */
function Within() {
  const { view, task } = route.value
  const View = views[view]
  if (task === undefined) return view === 'board' && isNarrow.value ? <List /> : <View />
  if (isNarrow.value) return <Page />
  return (
    <div class="split">
      <nav class="rail" aria-label={l10n.t('Tasks')}>
        <Rail />
      </nav>
      <Page />
    </div>
  )
}
