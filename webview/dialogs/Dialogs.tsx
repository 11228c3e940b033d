import { Artifact } from './Artifact.tsx'
import { dialog } from './dialog.ts'
import { Edit } from './Edit.tsx'
import { Keys } from './Keys.tsx'
import { Answer, Cancel, Checkpoint, HandOff, SendBack, TakeAway } from './moving.tsx'
import { SaveView } from './SaveView.tsx'

export function Dialogs() {
  const asked = dialog.value
  switch (asked?.kind) {
    case 'edit':
      return <Edit about={asked.about} />
    case 'saveCheckpoint':
      return <Checkpoint about={asked.about} />
    case 'handOff':
      return <HandOff all={[asked.about, ...(asked.others ?? [])]} to={asked.to} />
    case 'answer':
      return <Answer about={asked.about} />
    case 'reject':
      return <SendBack about={asked.about} />
    case 'cancel':
      return <Cancel about={asked.about} />
    case 'takeAway':
      return <TakeAway all={[asked.about, ...(asked.others ?? [])]} />
    case 'artifact':
      return <Artifact id={asked.artifact_id} />
    case 'keys':
      return <Keys />
    case 'saveView':
      return <SaveView />
    default:
      return null
  }
}
