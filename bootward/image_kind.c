/* SPDX-License-Identifier: ISC */
/* What an image's first bytes say it is; see image_kind.h.  Pure. */
#include "image_kind.h"

#include <string.h>

#define QEMU_IMG "qemu-img convert -O raw IMAGE IMAGE.raw"

#define MAGIC(at, bytes) at, bytes, sizeof(bytes) - 1

static const struct {
	size_t at;
	const char *magic;
	size_t len;
	struct image_kind kind;
} kinds[] = {
    {MAGIC(0, "QFI\xfb"), {"a qcow2 image", QEMU_IMG}},
    {MAGIC(0, "QED\0"), {"a QED image", QEMU_IMG}},
    {MAGIC(0, "KDMV"), {"a VMDK image", QEMU_IMG}},
    {MAGIC(0, "COWD"), {"a VMDK image", QEMU_IMG}},
    {MAGIC(0, "# Disk DescriptorFile"), {"a VMDK descriptor", QEMU_IMG}},
    {MAGIC(0, "vhdxfile"), {"a VHDX image", QEMU_IMG}},
    {MAGIC(0, "conectix"), {"a VHD image", QEMU_IMG}},
    {MAGIC(64, "\x7f\x10\xda\xbe"), {"a VDI image", QEMU_IMG}},
    {MAGIC(0, "\x1f\x8b\x08"),
	{"compressed with gzip", "gzip -dc IMAGE > IMAGE.raw"}},
    {MAGIC(0, "\xfd"
	      "7zXZ\0"),
	{"compressed with xz", "xz -dc IMAGE > IMAGE.raw"}},
    {MAGIC(0, "\x28\xb5\x2f\xfd"),
	{"compressed with zstd", "zstd -dc IMAGE > IMAGE.raw"}},
    {MAGIC(0, "BZh"), {"compressed with bzip2", "bzip2 -dc IMAGE > IMAGE.raw"}},
    {MAGIC(0, "\x04\x22\x4d\x18"),
	{"compressed with lz4", "lz4 -dc IMAGE > IMAGE.raw"}},
};

const struct image_kind *
image_kind_find(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (len >= kinds[i].at + kinds[i].len &&
		    memcmp(bytes + kinds[i].at, kinds[i].magic, kinds[i].len) ==
			0) {
			return &kinds[i].kind;
		}
	}
	return NULL;
}
