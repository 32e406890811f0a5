#!/bin/sh
# An OCI runtime for Docker where root itself lacks capabilities, as in many containers and sandboxes. A privileged container
# is to have every capability that the kernel knows, and runc fails for one that cannot be given. This takes out of the order
# what is not there and hands over to runc. deploy/kind/README.md says how to install it.
set -eu

# In the order of their numbers (capability.h).
names='CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE
NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT
SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG
WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'

while read -r key value; do
  if [ "$key" = CapBnd: ]; then bound=$((0x$value)); fi
done </proc/self/status

# One sed program: each name goes with the comma behind it, or with the one before it at the end of a list.
edits='' number=0
for name in $names; do
  if [ $((bound >> number & 1)) = 0 ]; then
    edits="$edits;s/\"CAP_$name\",//g;s/,\"CAP_$name\"\\]/]/g;s/\\[\"CAP_$name\"\\]/[]/g"
  fi
  number=$((number + 1))
done

# "create" is given a folder with config.json, "exec" a file with the process.
order='' previous=''
for argument in "$@"; do
  case $previous in
    -b | --bundle) order=$argument/config.json ;;
    -p | --process) order=$argument ;;
  esac
  previous=$argument
done
if [ -n "$edits" ] && [ -f "$order" ]; then sed -i "${edits#;}" "$order"; fi

exec runc "$@"
