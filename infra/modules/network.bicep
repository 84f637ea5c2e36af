import { appSubnet } from 'names.bicep'

@description('The name of the network.')
param networkName string

@description('What the names of the other resources here begin with.')
param name string

@description('The region.')
param location string

@description('The tags of every resource.')
param tags { *: string }

@description('The addresses of the network: a prefix of /24 or shorter.')
param addressPrefix string

@description('The storage account that is reached through private endpoints.')
param storageAccountName string

// What the service uses of the account, each an endpoint of its own.
@description('The parts of the storage account.')
var parts = ['blob', 'queue', 'table']

@description('The subnet of the private endpoints.')
var endpointSubnet = 'endpoints'

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageAccountName
}

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' = {
  name: networkName
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: appSubnet
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          // Flex Consumption takes this delegation; its instances count against the subnet's addresses.
          delegations: [
            {
              name: 'flex'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: endpointSubnet
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
        }
      }
    ]
  }

  resource endpoints 'subnets' existing = {
    name: endpointSubnet
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for part in parts: {
    name: 'privatelink.${part}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (part, index) in parts: {
    parent: zone[index]
    name: '${name}-${part}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2025-01-01' = [
  for part in parts: {
    name: '${name}-${part}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: network::endpoints.id
      }
      privateLinkServiceConnections: [
        {
          name: part
          properties: {
            privateLinkServiceId: account.id
            groupIds: [part]
          }
        }
      ]
    }
  }
]

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-01-01' = [
  for (part, index) in parts: {
    parent: endpoint[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: part
          properties: {
            privateDnsZoneId: zone[index].id
          }
        }
      ]
    }
  }
]
