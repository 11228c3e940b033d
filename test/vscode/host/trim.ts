// What of VS Code's server a test host never loads. What is left installs in a third of the time and needs no compiler.

/** The dependencies of VS Code's server that stay. Of the rest the largest are SDKs of assistants and sandboxes. */
const dependencies = [
  /^(cookie|minimist|ws|undici|tar|yauzl|yazl|node-pty|jschardet|katex|tas-client)$/,
  /^https?-proxy-agent$/,
  /^vscode-(oniguruma|regexpp|textmate)$/,
  /^@microsoft\/1ds-(core|post)-js$/,
  /^@parcel\/watcher$/,
  /^@vscode\/(iconv-lite-umd|native-watchdog|proxy-agent|ripgrep-universal|spdlog|tree-sitter-wasm)$/,
  /^@vscode\/vscode-languagedetection$/,
  /^@xterm\//,
]

/** Extensions that come with it and that sign in, debug or call out. */
export const unwantedExtensions = [
  'copilot',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'tunnel-forwarding',
]

/** A package.json's dependencies without those; their versions stay with the shrinkwrap beside it. */
export function trimmed<T extends { dependencies: Record<string, string> }>(manifest: T): T {
  const kept = Object.entries(manifest.dependencies).filter(([name]) => dependencies.some((kind) => kind.test(name)))
  return { ...manifest, dependencies: Object.fromEntries(kept) }
}
