/**
 * The floors of the house: imports go down only. A type-only import counts like any other, but for the exceptions named here.
 * Run by `npm test`; `test/floors.test.ts` plants a violation of each kind, which proves that the check can fail.
 */

/** Each room with its floor. A file of `src` that is in no room is a violation too. */
const rooms = [
  { name: 'door', floor: 5, path: '^src/((main|app|cli)\\.ts$|(app|commands)/)' },
  { name: 'channels', floor: 4, path: '^src/channels/', besides: ['http'] },
  { name: 'pages', floor: 4, path: '^src/pages/(?!house\\.ts$)' },
  { name: 'account-service', floor: 4, path: '^src/accounts/service/' },
  { name: 'http', floor: 4, path: '^src/http/(?!(route|localHost)\\.ts$)' },
  { name: 'bot', floor: 3, path: '^src/bot/', besides: ['turns', 'presentation', 'actions'] },
  { name: 'actions', floor: 3, path: '^src/actions/', besides: ['turns'] },
  { name: 'staff', floor: 3, path: '^src/staff/' },
  { name: 'editing', floor: 3, path: '^src/editing/' },
  { name: 'turns', floor: 3, path: '^src/turns/' },
  { name: 'presentation', floor: 3, path: '^src/presentation/' },
  // The frame that the pages and the account service's pages stand in.
  { name: 'frame', floor: 3, path: '^src/pages/house\\.ts$' },
  { name: 'dialogs', floor: 2, path: '^dialogs/' },
  { name: 'flow', floor: 1, path: '^src/flow/' },
  { name: 'understanding', floor: 1, path: '^src/understanding/' },
  { name: 'directory', floor: 1, path: '^src/directory/' },
  { name: 'accounts', floor: 1, path: '^src/accounts/(?!service/)' },
  { name: 'mail', floor: 1, path: '^src/mail/' },
  { name: 'teams-app', floor: 1, path: '^src/teamsApp/' },
  { name: 'content', floor: 0, path: '^src/content/', besides: ['fields', 'text'] },
  { name: 'fields', floor: 0, path: '^src/fields/', besides: ['text'] },
  // What a text is, and when two are the same.
  { name: 'text', floor: 0, path: '^src/text/' },
  { name: 'storage', floor: 0, path: '^src/storage/', besides: ['backoff'] },
  { name: 'config', floor: 0, path: '^src/(?:settings/|(?:config|environment|theme)\\.ts$)', besides: ['content', 'local-host', 'root', 'text'] },
  { name: 'route', floor: 0, path: '^src/http/route\\.ts$' },
  { name: 'local-host', floor: 0, path: '^src/http/localHost\\.ts$' },
  { name: 'log', floor: 0, path: '^src/log\\.ts$' },
  { name: 'backoff', floor: 0, path: '^src/backoff\\.ts$' },
  { name: 'sdk', floor: 0, path: '^src/sdk\\.ts$' },
  { name: 'root', floor: 0, path: '^src/root\\.ts$' },
]

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const paths = list => list.map(room => room.path)

const up = rooms
  .map(room => ({ room, above: rooms.filter(other => other.floor > room.floor) }))
  .filter(({ above }) => above.length > 0)
  .map(({ room, above }) => error(`up-from-${room.name}`, 'Imports go down only.', { path: room.path }, { path: paths(above) }))

const across = rooms
  .map(room => ({
    room,
    beside: rooms.filter(other => other.floor === room.floor && other !== room && !(room.besides ?? []).includes(other.name)),
  }))
  .filter(({ beside }) => beside.length > 0)
  .map(({ room, beside }) =>
    error(`across-from-${room.name}`, 'Rooms of one floor do not know each other: app.ts hands in what is needed.', { path: room.path }, { path: paths(beside) }),
  )

/** Scripts of the build, which the compiled guide never imports. */
const build = ['^src/sbom\\.mjs$', '^src/assets\\.mjs$', '^src/accounts/generate\\.mjs$']

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...up,
    ...across,
    error('bot-by-type', 'Floor 4 knows the bot by its types; app.ts hands in the bot itself.',
      { path: paths(rooms.filter(room => room.floor === 4)) },
      { path: '^src/(bot|actions)/', dependencyTypesNot: ['type-only'] }),
    error('dialogs-know-flow', 'A dialog is a table: it imports src/flow and other dialogs, and no package.',
      { path: '^dialogs/' }, { pathNot: ['^src/flow/', '^dialogs/'] }),
    error('dialogs-by-index', 'The conversations are reached through dialogs/index.ts.',
      { path: '^src/' }, { path: '^dialogs/(?!index\\.ts$)' }),
    error('sdk-at-the-edge', 'The SDK stays in the rooms of the conversation and its channels.',
      { path: '^(src|dialogs)/', pathNot: '^src/(flow|turns|bot|presentation|channels)/' },
      { path: '^src/sdk\\.ts$' }),
    // Beside it, for comparison: a bot as the SDK's samples are written, and the clients of Direct Line.
    error('sdk-in-one-place', 'What is taken from the SDK comes through src/sdk.ts.',
      { pathNot: ['^src/sdk\\.ts$', '^test/support/bench/plainBot\\.ts$', 'node_modules'] },
      { path: '(^|/)node_modules/(botbuilder|botframework-(?!directlinejs|webchat)|adaptive-|@microsoft/agents-)' }),
    error('restify-in-one-place', 'Routes are functions of a request; only src/http/server.ts mounts them.',
      { path: '^src/', pathNot: '^src/http/server\\.ts$' },
      { path: '(^|/)node_modules/(@types/)?restify(-|/|$)' }),
    error('start-needs-nothing', 'On a fresh clone there is nothing but Node.',
      { path: '^src/start\\.mjs$' }, { dependencyTypesNot: ['core'] }),
    error('no-tests-inside', 'Nothing of the guide needs its tests.', { path: '^(src|dialogs)/' }, { path: '^test/' }),
    error('not-in-a-room', 'Every file of src belongs to a room of this table.',
      { path: '^src/', pathNot: [...paths(rooms), ...build, '^src/start\\.mjs$'] }, {}),
    error('no-circle', 'Two files that need each other are one file, or need a third.', {}, { circular: true }),
    error('no-development-package', 'What runs in production stands under "dependencies".',
      { path: '^(src|dialogs)/.*\\.ts$', pathNot: '^src/channels/page/browser/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' }),
    error('no-unlisted-package', 'A package that is needed stands in package.json.',
      { path: '^(src|dialogs)/' }, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] }),
    error('found', 'What is imported exists.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Its packages are installed by `npm run successor` only.
    exclude: { path: '^test/successor/sdk\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
