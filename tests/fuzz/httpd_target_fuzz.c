/* SPDX-License-Identifier: ISC */
/* Targets: what is decoded is relative and has no dot segment. */
#include <string.h>

#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check_segments(const char *path)
{
	struct http_text rest = http_text_of(path);

	BW_ASSERT(path[0] != '/');
	while (rest.len > 0) {
		struct http_text segment = http_text_take(&rest, '/');

		BW_ASSERT(segment.len > 0);
		BW_ASSERT(!http_text_is(segment, "."));
		BW_ASSERT(!http_text_is(segment, ".."));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct http_text target = {.at = (const char *)data,
	    .len = len < HTTP_TARGET_MAX ? len : HTTP_TARGET_MAX};
	char path[HTTP_PATH_MAX];

	(void)http_authority_valid(target);
	if (http_target_decode(target, path) == 0) {
		BW_ASSERT(strlen(path) <= target.len);
		check_segments(path);
	}
	return 0;
}
