/**
 * The closed sets of words of the domain. Plain values and types without zod, so that core can import the types and
 * the shapes can be made from the values.
 */
export const statuses = [
  'open',
  'in_progress',
  'input_required',
  'handoff_ready',
  'agent_exhausted',
  'done',
  'failed',
  'cancelled',
] as const
export type Status = (typeof statuses)[number]

/** Words that other designs use for a status; accepted on input, never sent. */
export const statusSynonyms = {
  working: 'in_progress',
  claimed: 'in_progress',
  available: 'open',
  ready: 'open',
  completed: 'done',
} as const satisfies Record<string, Status>

export const priorities = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

export const artifactKinds = ['file', 'diff', 'log', 'text', 'link'] as const
export type ArtifactKind = (typeof artifactKinds)[number]

/** Agents do the work; a person answers, approves and overrules; an admin may also manage tokens and the store. */
export const roles = ['agent', 'person', 'admin'] as const
export type Role = (typeof roles)[number]

export const eventKinds = [
  'created',
  'updated',
  'claimed',
  'released',
  'lease_expired',
  'checkpoint_saved',
  'handed_off',
  'offer_widened',
  'exhausted',
  'artifact_attached',
  'input_requested',
  'input_answered',
  'approval_requested',
  'approved',
  'rejected',
  'completed',
  'failed',
  'reset',
  'cancelled',
  'undone',
  'slot_claimed',
  'slot_released',
  'notified',
] as const
export type EventKind = (typeof eventKinds)[number]

/** What a person may be offered to do with a task; each is an operation. */
export const moves = [
  'claim_task',
  'release_task',
  'force_release',
  'handoff_task',
  'complete_task',
  'approve',
  'reject',
  'answer_input',
  'reset_failed_task',
  'extend_lease',
  'cancel_task',
  'save_checkpoint',
  'update_task',
] as const
export type Move = (typeof moves)[number]

/** How a client reaches the host. */
export const ways = ['http', 'sse', 'stdio', 'editor', 'link', 'rest', 'browser'] as const
export type WayName = (typeof ways)[number]

export const errorCodes = [
  'not_found',
  'already_exists',
  'invalid_input',
  'invalid_transition',
  'not_ready',
  'already_claimed',
  'lease_lost',
  'not_owner',
  'version_conflict',
  'idempotency_conflict',
  'dependency_cycle',
  'no_free_slot',
  'too_large',
  'forbidden',
  'unavailable',
] as const
export type ErrorCode = (typeof errorCodes)[number]
