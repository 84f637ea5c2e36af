@description('The name of the identity.')
param name string

@description('The region.')
param location string

@description('The tags of every resource.')
param tags { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The client id: what a setting names the identity by.')
output clientId string = identity.properties.clientId
