import { appSubnet, packageContainer } from 'names.bicep'

@description('What the names of all resources here begin with.')
param name string

@description('The region.')
param location string

@description('The tags of every resource.')
param tags { *: string }

@description('The identity that the app acts as.')
param identityName string

@description('The client id of that identity.')
param identityClientId string

@description('The storage account of the host and of the service.')
param storageAccountName string

@description('The Application Insights component.')
param applicationInsightsName string

@description('Whether the app sends from the private network.')
param privateNetwork bool

@description('The private network, where there is one.')
param networkName string

@description('The memory of an instance, in MB.')
param instanceMemoryMB 512 | 2048 | 4096

@description('How many instances there may be.')
param maximumInstanceCount int

@description('How many instances wait for HTTP calls, the checks among them.')
param alwaysReadyInstances int

@description('The SHA-256 of the operator key in hex, or of two with a comma; empty for no operator.')
@secure()
param operatorKeySha256 string

@description('The id of the Front Door profile in front; empty for none.')
param frontDoorId string

@description('The memory for pages of rules, in MiB.')
param pageCacheMegabytes int

@description('The memory for the lists that decisions are made from, in MiB.')
param decisionCacheMegabytes int

@description('Where a part of the storage account answers.')
func storageUri(account string, part string) string => 'https://${account}.${part}.${environment().suffixes.storage}'

@description('Where the address of a caller stands: in the header that Front Door writes, else in the connection.')
var clientAddress = empty(frontDoorId)
  ? {
      IpAccess__ClientAddress__Mode: 'connection'
    }
  : {
      IpAccess__ClientAddress__Mode: 'header'
      IpAccess__ClientAddress__Header: 'X-Azure-SocketIP'
      IpAccess__ClientAddress__RequiredHeader: 'X-Azure-FDID: ${frontDoorId}'
    }

@description('Who may connect: Front Door, as this profile, or everyone where there is none.')
var frontDoorOnly = [
  {
    name: 'front-door'
    priority: 100
    action: 'Allow'
    tag: 'ServiceTag'
    ipAddress: 'AzureFrontDoor.Backend'
    headers: {
      'x-azure-fdid': [frontDoorId]
    }
  }
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' existing = {
  name: networkName

  resource app 'subnets' existing = {
    name: appSubnet
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: '${name}-api'
  location: location
  // azd finds the app that it deploys to by this tag.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: privateNetwork ? network::app.id : null
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storageUri(storageAccountName, 'blob')}/${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : [
              {
                name: 'http'
                instanceCount: alwaysReadyInstances
              }
            ]
      }
    }
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ipSecurityRestrictionsDefaultAction: empty(frontDoorId) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: empty(frontDoorId) ? [] : frontDoorOnly
    }
  }

  // Code comes with a token of Microsoft Entra, never with a password.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      AzureWebJobsDisableHomepage: 'true'
      AzureWebJobsStorage__accountName: storageAccountName
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__credential: 'managedidentity'
      Storage__clientId: identityClientId
      Storage__credential: 'managedidentity'
      Storage__queueServiceUri: storageUri(storageAccountName, 'queue')
      Storage__tableServiceUri: storageUri(storageAccountName, 'table')
      IpAccess__Limits__DecisionCacheMegabytes: string(decisionCacheMegabytes)
      IpAccess__Limits__PageCacheMegabytes: string(pageCacheMegabytes)
      IpAccess__OperatorKeySha256: operatorKeySha256
      ...clientAddress
    }
  }
}

@description('The name of the function app.')
output name string = app.name

@description('Where the service answers.')
output uri string = 'https://${app.properties.defaultHostName}'
