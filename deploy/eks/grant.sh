#!/bin/sh
# Gives one program of the cluster its permissions in AWS: policy, role and pod identity. Can be run again.
#
#   grant.sh POLICY NAMESPACE SERVICE_ACCOUNT     POLICY: a file of iam/ without .json
#
# Reads REGION, ACCOUNT_ID, CLUSTER_NAME and HOSTED_ZONE_ID. Pods that run already get the credentials when they are restarted.
set -eu
export AWS_PAGER=

policy=${1:?which policy? see iam/}
namespace=${2:?which namespace?}
account=${3:?which service account?}
: "${REGION:?set REGION, for example us-east-1}" "${ACCOUNT_ID:?set ACCOUNT_ID, twelve digits}" "${CLUSTER_NAME:?set CLUSTER_NAME}"

folder=$(dirname "$0")/iam
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The zone is asked for only where the policy names it.
fill_in() {
  zone=
  if grep -q HOSTED_ZONE_ID "$1"; then zone=${HOSTED_ZONE_ID:?set HOSTED_ZONE_ID, for example Z0123456789ABCDEFGHIJ}; fi
  sed -e "s/SERVICE_ACCOUNT/$account/g" -e "s/NAMESPACE/$namespace/g" -e "s/HOSTED_ZONE_ID/$zone/g" \
    -e "s/ACCOUNT_ID/$ACCOUNT_ID/g" -e "s/CLUSTER_NAME/$CLUSTER_NAME/g" -e "s/REGION/$REGION/g" "$1" > "$2"
}
fill_in "$folder/$policy.json" "$work/policy.json"
fill_in "$folder/trust.json" "$work/trust.json"

# One role for each service account; more policies for it are attached beside the first.
role=$CLUSTER_NAME-$account
policy_arn=arn:aws:iam::$ACCOUNT_ID:policy/$CLUSTER_NAME-$policy

if aws iam get-policy --policy-arn "$policy_arn" > /dev/null 2>&1; then
  aws iam create-policy-version --policy-arn "$policy_arn" --policy-document "file://$work/policy.json" --set-as-default
else
  aws iam create-policy --policy-name "$CLUSTER_NAME-$policy" --policy-document "file://$work/policy.json"
fi
if aws iam get-role --role-name "$role" > /dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name "$role" --policy-document "file://$work/trust.json"
else
  aws iam create-role --role-name "$role" --assume-role-policy-document "file://$work/trust.json"
fi
aws iam attach-role-policy --role-name "$role" --policy-arn "$policy_arn"

association=$(aws eks list-pod-identity-associations --region "$REGION" --cluster-name "$CLUSTER_NAME" --namespace "$namespace" \
  --service-account "$account" --query 'associations[0].associationId' --output text)
if [ -z "$association" ] || [ "$association" = None ]; then
  aws eks create-pod-identity-association --region "$REGION" --cluster-name "$CLUSTER_NAME" --namespace "$namespace" \
    --service-account "$account" --role-arn "arn:aws:iam::$ACCOUNT_ID:role/$role"
fi
echo "$namespace/$account may do what $policy.json says" >&2
