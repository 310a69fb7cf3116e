/* SPDX-License-Identifier: ISC */
/*
 * The names of overlays that are kept: export, client and version of the image
 * in the name of a file, so that a directory is all there is to know.  Pure.
 */
#ifndef BOOTWARD_OVERLAY_NAME_H
#define BOOTWARD_OVERLAY_NAME_H

#include "base/addr.h"

#define OVERLAY_EXPORT_MAX 129 /* with the NUL; as the configuration allows */
#define OVERLAY_FILE_MAX   224

struct overlay_name {
	char export[OVERLAY_EXPORT_MAX];
	char client[BW_ADDR_STR_MAX]; /* a MAC or an IP address, as text */
	uint64_t version;             /* images_part_version() */
};

/* "EXPORT,CLIENT,VERSION" */
const char *
overlay_name_str(const struct overlay_name *name, char out[OVERLAY_FILE_MAX]);

/* -EBADMSG when it is not such a name. */
int overlay_name_parse(const char *text, struct overlay_name *out);

#endif
