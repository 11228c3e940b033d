/** Times and spans as people read them. */
import { l10n } from './l10n.ts'

const seconds = (from: string, to: string | number) =>
  Math.max(0, Math.round(((typeof to === 'number' ? to : Date.parse(to)) - Date.parse(from)) / 1000))

/** 12:19; of another day with the day. */
export function clock(at: string, now: number): string {
  const date = new Date(at)
  const time = date.toLocaleTimeString(l10n.locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return isSameDay(date, new Date(now)) ? time : `${day(date, now)} ${time}`
}

/** 12:19 */
export const time = (at: string) =>
  new Date(at).toLocaleTimeString(l10n.locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** 12:19, or the day alone where the day matters more. */
export function short(at: string, now: number): string {
  const date = new Date(at)
  return isSameDay(date, new Date(now)) ? clock(at, now) : day(date, now)
}

export const whole = (at: string) =>
  new Date(at).toLocaleString(l10n.locale, { dateStyle: 'medium', timeStyle: 'medium' })

function day(date: Date, now: number): string {
  const sameYear = date.getFullYear() === new Date(now).getFullYear()
  return date.toLocaleDateString(l10n.locale, { day: 'numeric', month: 'short', ...(!sameYear && { year: 'numeric' }) })
}

const isSameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString()

/** today, 18:00 */
export function due(at: string, now: number): string {
  const date = new Date(at)
  const time = date.toLocaleTimeString(l10n.locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const days = Math.round((startOfDay(date) - startOfDay(new Date(now))) / 86_400_000)
  if (days === 0) return l10n.t('today, {0}', time)
  if (days === 1) return l10n.t('tomorrow, {0}', time)
  if (days === -1) return l10n.t('yesterday, {0}', time)
  return `${day(date, now)}, ${time}`
}

const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

/** 3 h 43 min */
export function span(from: string, to: string | number): string {
  const minutes = Math.floor(seconds(from, to) / 60)
  if (minutes < 1) return l10n.t('less than a minute')
  if (minutes < 60) return l10n.t('{0} min', minutes)
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return l10n.t('{0} days', Math.floor(hours / 24))
  return minutes % 60 === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes % 60)
}

/** 11:42, or 1:02:10. */
export function countdown(until: string, now: number): string {
  const left = secondsLeft(until, now)
  const [hours, minutes, rest] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

export const secondsLeft = (until: string, now: number) => Math.max(0, Math.round((Date.parse(until) - now) / 1000))

/** 4 min ago */
export function ago(at: string, now: number): string {
  const minutes = Math.floor(seconds(at, now) / 60)
  if (minutes < 1) return l10n.t('just now')
  if (minutes < 60) return l10n.t('{0} min ago', minutes)
  if (minutes < 48 * 60) return l10n.t('{0} h ago', Math.floor(minutes / 60))
  return l10n.t('{0} days ago', Math.floor(minutes / 60 / 24))
}
