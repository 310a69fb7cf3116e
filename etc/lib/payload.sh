#!/bin/bash
# SPDX-License-Identifier: ISC
# payload.sh DIR [installer]: what the quickstart's machines are booted with.
#
# Takes kernel, loaders, firmware and a shell from Debian's packages and builds
# a small initramfs of them.  Packages are fetched and unpacked, never
# installed; of them only grub-mkimage runs on this host.  DIR is ready when
# DIR/ready holds this recipe's checksum; a second call then does nothing.
# Calls at the same time wait for one another.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
dir=$(cd "$1" && pwd)
what=${2:-payload}

packages_of() {
	case $1 in
	payload)
		local kernel
		kernel=$(apt-cache depends linux-image-cloud-amd64 |
		    sed -n 's/^ *Depends: *\(linux-image-.*\)/\1/p' | head -n 1)
		echo "${kernel:?no kernel package; run apt-get update}" \
		    pxelinux syslinux-common ipxe ovmf \
		    shim-signed grub-efi-amd64-signed \
		    grub-efi-amd64-bin grub-pc-bin \
		    grub-common libdevmapper1.02.1 \
		    busybox-static nbd-client libnl-3-200 libnl-genl-3-200
		;;
	installer)
		echo debian-installer-12-netboot-amd64
		;;
	esac
}

fetch() {
	local packages
	packages=$(packages_of "$what") || return
	# shellcheck disable=SC2086		# a list of words
	(cd debs && apt-get -qq download $packages)
}

# Fetch and unpack the packages into ./x of the working directory.
unpack() {
	local deb
	mkdir debs x
	chmod 755 . && chown _apt debs		# apt fetches as its own user
	if ! fetch 2>/dev/null; then		# no package lists, or old ones
		apt-get -qq update || true
		fetch
	fi
	for deb in debs/*.deb; do
		dpkg -x "$deb" x
	done
}

# Run a program with the libraries that were unpacked.
with_libraries() {
	LD_LIBRARY_PATH=x/lib/x86_64-linux-gnu:x/usr/lib/x86_64-linux-gnu "$@"
}

# Copy nbd-client's shared libraries, by the names the loader will look for.
copy_libraries() {
	with_libraries ldd x/sbin/nbd-client |
	sed -n -e 's/.*=> \(\/[^ ]*\|x\/[^ ]*\) .*/\1/p' \
	    -e 's/^[[:space:]]*\(\/[^ ]*\) .*/\1/p' |
	while read -r lib; do
		cp -L "$lib" initramfs/lib/
	done
	mkdir -p initramfs/lib64
	mv initramfs/lib/ld-linux-x86-64.so.2 initramfs/lib64/
}

# Copy a module and what it depends on.
copy_module() {
	local file dep
	file=$(find "x/lib/modules/$version" -name "$1.ko")
	[ -n "$file" ] || return 0		# built into the kernel
	[ ! -e "initramfs/${file#x/}" ] || return 0
	install -D -m 644 "$file" "initramfs/${file#x/}"
	for dep in $(grep -aoz 'depends=[^[:cntrl:]]*' "$file" |
	    tr -d '\0' | sed 's/depends=//;s/,/ /g'); do
		copy_module "$dep"
	done
}

assemble_payload() {
	local version bb=x/bin/busybox module file
	version=$(basename x/lib/modules/*)
	mkdir -p initramfs/{bin,sbin,lib,proc,sys,dev,run,root,lower,upper}
	cp $bb x/sbin/nbd-client "$here/guest-init" initramfs/bin/
	chmod 755 initramfs/bin/*
	for file in $($bb --list); do
		[ "$file" = busybox ] || ln -s busybox "initramfs/bin/$file"
	done
	ln -s bin/guest-init initramfs/init
	for file in modules.builtin modules.order; do
		install -D -m 644 "x/lib/modules/$version/$file" \
		    "initramfs/lib/modules/$version/$file"
	done
	for module in virtio_pci virtio_net nbd overlay; do
		copy_module "$module"
	done
	copy_libraries
	$bb depmod -b initramfs "$version"

	mkdir new
	(cd initramfs && find . | "../$bb" cpio -o -H newc) 2>/dev/null |
	    gzip -6 >new/initrd.gz
	cp "x/boot/vmlinuz-$version" new/vmlinuz
	cp $bb x/usr/lib/PXELINUX/pxelinux.0 \
	    x/usr/lib/syslinux/modules/bios/ldlinux.c32 \
	    x/usr/lib/ipxe/snponly.efi \
	    x/usr/share/OVMF/OVMF_{CODE_4M,CODE_4M.secboot}.fd \
	    x/usr/share/OVMF/OVMF_{VARS_4M,VARS_4M.ms}.fd new/
	cp x/usr/lib/grub/x86_64-efi/http.mod \
	    x/usr/lib/grub/i386-pc/boot.img new/
	with_libraries x/usr/bin/grub-mkimage -O i386-pc \
	    -d x/usr/lib/grub/i386-pc -p '(hd0,msdos1)/grub' -o new/core.img \
	    biosdisk part_msdos ext2 normal linux
	with_libraries x/usr/bin/grub-mkimage -O x86_64-efi \
	    -d x/usr/lib/grub/x86_64-efi -p /grub -o new/grubhttp.efi \
	    efinet http normal linux
	cp x/usr/lib/shim/shimx64.efi.signed new/shimx64.efi
	cp x/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed \
	    new/grubnetx64.efi
}

assemble_installer() {
	local from
	from=$(find x -path '*/text/debian-installer/amd64/initrd.gz' |
	    head -n 1)
	from=$(dirname "${from:?no installer in the package}")
	mkdir new
	cp "$from/linux" "$from/initrd.gz" new/
}

recipe=$(cat "${BASH_SOURCE[0]}" "$here/guest-init" | sha256sum)
exec 9>"$dir.lock"
flock 9
if [ "$(cat "$dir/ready" 2>/dev/null)" = "$recipe" ]; then
	exit 0
fi
if [ "$(dpkg --print-architecture)" != amd64 ]; then
	echo "payload: the demo's machine is amd64; this host is not" >&2
	exit 1
fi
rm -rf "$dir".??????			# of a call that was killed
work=$(mktemp -d "$dir.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
unpack
"assemble_$what"
chmod -R a+rX new
echo "$recipe" >new/ready
chown -R --reference="$here" new		# its owner may remove it
rm -rf "$dir"
mv new "$dir"
