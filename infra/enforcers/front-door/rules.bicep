// Azure Front Door (Standard, Premium) can ask nobody about a request, so it does not decide: it tells the origin, which does, who the
// client is. The origin is one of the others here, or an app with the middleware. Associate the rule set with every route.
//
//   az deployment group create --resource-group <group> --template-file rules.bicep --parameters profileName=<profile>
//
// A WAF policy could hold a list itself, but only a copy that somebody keeps up to date, and 600 ranges a rule. Match SocketAddr there:
// RemoteAddr is what X-Forwarded-For says.
//
// Client's address: the peer of Front Door's connection ({socket_ip}, also X-Azure-SocketIP), as X-IpAccess-Client, over whatever the
//   client sent. Never X-Azure-ClientIP or {client_ip}: where a client sends X-Forwarded-For, they are what it says.
//   The origin must take connections from the service tag AzureFrontDoor.Backend only, and requests only with X-Azure-FDID of this
//   profile: others too may point a Front Door at it. For nginx before authorize.conf or geo.conf:
//     set_real_ip_from <each range of the tag>; real_ip_header X-Azure-SocketIP;
//     if ($http_x_azure_fdid != "<id of the profile>") { return 403; }
//   For the service itself behind Front Door: IpAccess:ClientAddress:Mode header (docs/accounts.md).
// Key: none here; the origin has it.
// Service away: as at the origin.
// Check:
//   curl -i https://app.example.com/                                from a listed address: the app
//   curl -i https://app.example.com/                                from any other: 403
//   curl -i -H 'X-Forwarded-For: <listed>' -H 'X-Azure-SocketIP: <listed>' https://app.example.com/   from any other: still 403
//   curl -i https://<origin>/                                       from anywhere: no answer, or 403

@description('The Front Door profile.')
param profileName string

resource profile 'Microsoft.Cdn/profiles@2024-09-01' existing = {
  name: profileName
}

resource ruleSet 'Microsoft.Cdn/profiles/ruleSets@2024-09-01' = {
  parent: profile
  name: 'ipaccess'
}

resource client 'Microsoft.Cdn/profiles/ruleSets/rules@2024-09-01' = {
  parent: ruleSet
  name: 'client'
  properties: {
    order: 1
    actions: [
      {
        name: 'ModifyRequestHeader'
        parameters: {
          typeName: 'DeliveryRuleHeaderActionParameters'
          headerAction: 'Overwrite'
          headerName: 'X-IpAccess-Client'
          value: '{socket_ip}'
        }
      }
      {
        name: 'ModifyRequestHeader'
        parameters: {
          typeName: 'DeliveryRuleHeaderActionParameters'
          headerAction: 'Delete'
          headerName: 'X-IpAccess-Key'
        }
      }
      {
        name: 'ModifyRequestHeader'
        parameters: {
          typeName: 'DeliveryRuleHeaderActionParameters'
          headerAction: 'Delete'
          headerName: 'X-IpAccess-Surface'
        }
      }
    ]
  }
}
