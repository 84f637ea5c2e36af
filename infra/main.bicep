import { attemptsQueue } from 'modules/names.bicep'

targetScope = 'subscription'

@description('The name of this deployment of the service, such as dev: the resource group is called after it.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('The region.')
@metadata({ azd: { type: 'location' } })
param location string

@description('The SHA-256 of the operator key in hex, or of two with a comma while rotating; empty: there is no operator.')
@secure()
param operatorKeySha256 string = ''

@description('The id of the Front Door profile in front of the service; empty: callers connect directly.')
param frontDoorId string = ''

@description('The principals that may put access attempts into the queue.')
param producerPrincipalIds string[] = []

@description('How many instances wait for checks; 0: the first check after a pause waits for an instance to start.')
@minValue(0)
@maxValue(100)
param alwaysReadyInstances int = 0

@description('How many instances there may be.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('The memory of an instance, in MB.')
param instanceMemoryMB 512 | 2048 | 4096 = 512

@description('The memory for pages of rules, in MiB.')
@minValue(1)
param pageCacheMegabytes int = 64

@description('The memory for the lists that decisions are made from, in MiB.')
@minValue(1)
param decisionCacheMegabytes int = 128

@description('Whether storage is reached through private endpoints only.')
param privateNetwork bool = false

@description('The addresses of the private network: a prefix of /24 or shorter.')
param privateNetworkPrefix string = '10.80.0.0/24'

@description('How copies of the data are kept.')
param storageRedundancy 'Standard_LRS' | 'Standard_ZRS' = 'Standard_LRS'

@description('The addresses that get a mail when an alert is raised.')
param alertEmails string[] = []

@description('Action groups that are told too, by their resource ids.')
param alertActionGroupIds string[] = []

@description('How often the alerts look at the telemetry.')
param alertFrequency 'PT5M' | 'PT15M' = 'PT15M'

@description('Whether Azure Monitor asks every 15 minutes whether the service is ready, where no Front Door does.')
param readinessProbe bool = false

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('How much telemetry is taken a day, in GB; what comes beyond it is lost, alerts included.')
@minValue(1)
param logDailyQuotaGb int = 1

@description('The tags of every resource; azd finds its environment by them.')
var tags = {
  'azd-env-name': environmentName
}

@description('What the names of all resources begin with.')
var name = 'ipaccess-${environmentName}'

@description('What makes names unique that all of Azure shares.')
var token = uniqueString(subscription().id, environmentName, location)

@description('The identity that the service acts as.')
var identityName = '${name}-api'

@description('The storage account, whose name has letters and digits only.')
var storageAccountName = 'ipaccess${token}'

@description('The Application Insights component.')
var applicationInsightsName = '${name}-insights'

@description('The private network, where there is one.')
var networkName = '${name}-network'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: name
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: identityName
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: storageAccountName
    location: location
    tags: tags
    redundancy: storageRedundancy
    privateOnly: privateNetwork
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    networkName: networkName
    name: name
    location: location
    tags: tags
    addressPrefix: privateNetworkPrefix
    storageAccountName: storageAccountName
  }
  dependsOn: [storage]
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    name: name
    applicationInsightsName: applicationInsightsName
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    identityName: identityName
    storageAccountName: storageAccountName
    applicationInsightsName: applicationInsightsName
    producerPrincipalIds: producerPrincipalIds
  }
  dependsOn: [identity, monitoring, storage]
}

module app 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: '${name}-${token}'
    location: location
    tags: tags
    identityName: identityName
    identityClientId: identity.outputs.clientId
    storageAccountName: storageAccountName
    applicationInsightsName: applicationInsightsName
    privateNetwork: privateNetwork
    networkName: networkName
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    operatorKeySha256: operatorKeySha256
    frontDoorId: frontDoorId
    pageCacheMegabytes: pageCacheMegabytes
    decisionCacheMegabytes: decisionCacheMegabytes
  }
  dependsOn: [network, roles]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    frequency: alertFrequency
    emails: alertEmails
    actionGroupIds: alertActionGroupIds
  }
}

module probe 'modules/probe.bicep' = if (readinessProbe && empty(frontDoorId)) {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    applicationInsightsName: applicationInsightsName
    uri: app.outputs.uri
  }
}

@description('The region; azd keeps it.')
output AZURE_LOCATION string = location

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The function app, for what is deployed to it.')
output SERVICE_API_NAME string = app.outputs.name

@description('Where the service answers.')
output SERVICE_API_URI string = app.outputs.uri

@description('Where producers put access attempts, each with its own identity.')
output ATTEMPTS_QUEUE_URI string = 'https://${storageAccountName}.queue.${environment().suffixes.storage}/${attemptsQueue}'
