@description('What the names of all resources here begin with.')
param name string

@description('The region.')
param location string

@description('The tags of every resource.')
param tags { *: string }

@description('The workspace that holds the telemetry.')
param workspaceId string

@description('How often each question is asked.')
param frequency 'PT5M' | 'PT15M'

@description('The addresses that get a mail.')
param emails string[]

@description('Action groups that are told too, by their resource ids.')
param actionGroupIds string[]

@description('A question to the telemetry: an answer with a row in it raises the alert.')
type alert = {
  @description('What it is about, in a name.')
  name: string

  @description('What it is about, in a sentence.')
  description: string

  @description('From 0, critical, to 4.')
  severity: 0 | 1 | 2 | 3 | 4

  @description('The question.')
  query: string

  @description('How far back the question looks.')
  window: 'PT15M' | 'PT30M' | 'P1D'
}

@description('All of them.')
var alerts alert[] = [
  {
    name: 'poison'
    description: 'Messages that could not be processed wait in the poison queue.'
    severity: 2
    query: loadTextContent('alerts/poison.kql')
    window: 'PT30M'
  }
  {
    name: 'dropped'
    description: 'Attempts were lost before they were recorded.'
    severity: 2
    query: loadTextContent('alerts/dropped.kql')
    window: 'PT15M'
  }
  {
    name: 'failed-checks'
    description: 'Checks went unanswered, more than one in a hundred.'
    severity: 0
    query: loadTextContent('alerts/failed-checks.kql')
    window: 'PT15M'
  }
  {
    name: 'denied'
    description: 'Far more is denied than on the day before.'
    severity: 2
    query: loadTextContent('alerts/denied.kql')
    window: 'P1D'
  }
  {
    name: 'server-errors'
    description: 'The service or its platform fails.'
    severity: 1
    query: loadTextContent('alerts/server-errors.kql')
    window: 'PT15M'
  }
  {
    name: 'not-ready'
    description: 'The service says that it is not ready.'
    severity: 1
    query: loadTextContent('alerts/not-ready.kql')
    window: 'PT15M'
  }
]

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: '${name}-mail'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'ipaccess'
    emailReceivers: [
      for (email, index) in emails: {
        name: 'mail-${index}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource rule 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for item in alerts: {
    name: '${name}-${item.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'IpAccess: ${item.name}'
      description: item.description
      severity: item.severity
      enabled: true
      autoMitigate: true
      evaluationFrequency: frequency
      windowSize: item.window
      scopes: [workspaceId]
      // The tables are there only after the first telemetry.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: item.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: empty(emails) ? actionGroupIds : concat(actionGroupIds, [mail.id])
      }
    }
  }
]
