import { attemptsQueue } from 'names.bicep'

@description('The identity of the function app.')
param identityName string

@description('The storage account.')
param storageAccountName string

@description('The Application Insights component.')
param applicationInsightsName string

@description('The principals that may put access attempts into the queue.')
param producerPrincipalIds string[]

// Who may do what, where. Roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
@description('What the function app may do on the storage account: its package and leases, its queues, its tables.')
var hostOnStorage = {
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

@description('What the function app may do on Application Insights: send telemetry.')
var hostOnInsights = {
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
}

@description('What a producer may do on the one queue: put messages into it.')
var producerOnQueue = {
  'Storage Queue Data Message Sender': 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageAccountName

  resource queues 'queueServices' existing = {
    name: 'default'

    resource attempts 'queues' existing = {
      name: attemptsQueue
    }
  }
}

resource hostStorageRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(hostOnStorage): {
    name: guid(account.id, identity.id, role.value)
    scope: account
    properties: {
      description: '${role.key} for the function app'
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource hostInsightsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(hostOnInsights): {
    name: guid(insights.id, identity.id, role.value)
    scope: insights
    properties: {
      description: '${role.key} for the function app'
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource producerRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principalId in producerPrincipalIds: {
    name: guid(account::queues::attempts.id, principalId, producerOnQueue['Storage Queue Data Message Sender'])
    scope: account::queues::attempts
    properties: {
      description: 'Storage Queue Data Message Sender for a producer'
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        producerOnQueue['Storage Queue Data Message Sender']
      )
    }
  }
]
