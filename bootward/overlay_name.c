/* SPDX-License-Identifier: ISC */
/* The names of overlays that are kept; see overlay_name.h.  Pure. */
#include "overlay_name.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define VERSION_DIGITS 16

_Static_assert(OVERLAY_FILE_MAX >
		   OVERLAY_EXPORT_MAX + BW_ADDR_STR_MAX + VERSION_DIGITS + 2,
    "every name fits");

const char *
overlay_name_str(const struct overlay_name *name, char out[OVERLAY_FILE_MAX])
{
	(void)snprintf(out, OVERLAY_FILE_MAX, "%s,%s,%016llx", name->export,
	    name->client, (unsigned long long)name->version);
	return out;
}

static int
version_parse(const char *text, uint64_t *out)
{
	uint64_t version = 0;

	if (strlen(text) != VERSION_DIGITS) {
		return -EBADMSG;
	}
	for (; *text != '\0'; text++) {
		int digit = bw_text_hex(*text);

		if (digit < 0) {
			return -EBADMSG;
		}
		version = version << 4 | (unsigned)digit;
	}
	*out = version;
	return 0;
}

int
overlay_name_parse(const char *text, struct overlay_name *out)
{
	struct overlay_name name;
	char again[OVERLAY_FILE_MAX], first[OVERLAY_FILE_MAX];
	char *client, *version;

	if (bw_text_copy(first, sizeof(first), text) != 0 ||
	    (client = strchr(first, ',')) == NULL ||
	    (version = strchr(client + 1, ',')) == NULL) {
		return -EBADMSG;
	}
	*client++ = '\0';
	*version++ = '\0';
	if (bw_text_copy(name.export, sizeof(name.export), first) != 0 ||
	    bw_text_copy(name.client, sizeof(name.client), client) != 0 ||
	    version_parse(version, &name.version) != 0 ||
	    name.export[0] == '\0' || client[0] == '\0' ||
	    strcmp(overlay_name_str(&name, again), text) != 0) {
		return -EBADMSG;
	}
	*out = name;
	return 0;
}
