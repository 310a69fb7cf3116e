/* SPDX-License-Identifier: ISC */
/*
 * Media types; see mime.h.  UEFI HTTP Boot tells a loader, an ISO and a disk
 * image apart by these types (EDK2 HttpBootSupport.c).  Pure.
 */
#include "mime.h"

#include <string.h>

#include "base/base.h"
#include "base/text.h"

static const struct {
	const char *extension;
	const char *type;
} types[] = {
    {"efi", "application/efi"},
    {"iso", "application/vnd.efi-iso"},
    {"img", "application/vnd.efi-img"},
    {"ipxe", "text/plain"},
    {"cfg", "text/plain"},
    {"conf", "text/plain"},
    {"ks", "text/plain"},
    {"txt", "text/plain"},
    {"sh", "text/plain"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"json", "application/json"},
    {"xml", "application/xml"},
    {"html", "text/html"},
    {"htm", "text/html"},
    {"css", "text/css"},
    {"js", "text/javascript"},
    {"png", "image/png"},
    {"svg", "image/svg+xml"},
    {"gz", "application/gzip"},
    {"xz", "application/x-xz"},
    {"zst", "application/zstd"},
    {"tar", "application/x-tar"},
    {"zip", "application/zip"},
    {"deb", "application/vnd.debian.binary-package"},
};

const char *
http_mime_str(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < ARRAY_LEN(types); i++) {
		if (bw_text_equal_nocase(dot + 1, types[i].extension)) {
			return types[i].type;
		}
	}
	return "application/octet-stream";
}
