// What several modules name. Tables and queues are constants of the code too: a test compares them.

@description('The tables of the service.')
@export()
var tableNames = [
  'Accounts'
  'Keys'
  'Allowlists'
  'Attempts'
  'Poison'
  'Enforcers'
]

@description('Where producers put access attempts.')
@export()
var attemptsQueue = 'access-attempts'

@description('Where messages go that can not be processed.')
@export()
var poisonQueue = 'access-attempts-poison'

@description('The container that holds the deployed package.')
@export()
var packageContainer = 'app-package'

@description('The subnet that the function app sends from.')
@export()
var appSubnet = 'app'
