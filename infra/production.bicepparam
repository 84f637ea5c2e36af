using 'main.bicep'

// For real traffic: an instance always waits, storage is reached privately and kept in three zones, someone is told.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'production')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param operatorKeySha256 = readEnvironmentVariable('IPACCESS_OPERATOR_KEY_SHA256', '')
param frontDoorId = readEnvironmentVariable('IPACCESS_FRONT_DOOR_ID', '')
param producerPrincipalIds = filter(split(readEnvironmentVariable('IPACCESS_PRODUCERS', ''), ','), id => !empty(id))
param alwaysReadyInstances = 1
param maximumInstanceCount = 100
param instanceMemoryMB = 2048
param pageCacheMegabytes = 256
param decisionCacheMegabytes = 512
param privateNetwork = true
param storageRedundancy = 'Standard_ZRS'
param alertEmails = filter(split(readEnvironmentVariable('IPACCESS_ALERT_EMAILS', ''), ','), email => !empty(email))
param alertFrequency = 'PT5M'
param readinessProbe = true
param logRetentionDays = 90
