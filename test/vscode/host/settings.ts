// The user settings of an editor under test.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const quiet = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'json.schemaDownload.enable': false,
  // It tells of every port that anything on this machine opens.
  'remote.autoForwardPorts': false,
  'npm.fetchOnlinePackageInfo': false,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
  // Whatever clients this machine has.
  'baton.offerToConnect': false,
}

/** Puts these on top of what is set; the first time also what keeps the editor from calling out and from asking. */
export function writeSettings(userData: string, settings: Record<string, unknown> = {}): void {
  const file = join(userData, 'User', 'settings.json')
  mkdirSync(dirname(file), { recursive: true })
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : quiet
  writeFileSync(file, JSON.stringify({ ...before, ...settings }, null, 2))
}
