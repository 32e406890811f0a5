// Karpenter and its provider for AWS, pinned: the definitions that deploy/eks is checked against. Read by local/tools/module-folder.ts; nothing
// of them is built or shipped.
module tenfold.dev/local/tools/karpenter-definitions

go 1.26.6

require (
	github.com/aws/karpenter-provider-aws v1.14.1
	sigs.k8s.io/karpenter v1.14.1
)
