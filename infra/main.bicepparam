using 'main.bicep'

// For trying it out: nothing runs, and next to nothing is paid, while nobody asks. azd sets the first two from its environment.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param operatorKeySha256 = readEnvironmentVariable('IPACCESS_OPERATOR_KEY_SHA256', '')
param frontDoorId = readEnvironmentVariable('IPACCESS_FRONT_DOOR_ID', '')
