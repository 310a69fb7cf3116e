/* SPDX-License-Identifier: ISC */
/* Any name: the URL stays beneath the root, and has the bytes of a path. */
#include <string.h>

#include "base/base.h"
#include "target.h"

#define ROOT "http://mirror/root"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char name[2048], url[FETCH_URL_MAX];
	const char *path = url + sizeof(ROOT) - 1;

	len = len < sizeof(name) - 1 ? len : sizeof(name) - 1;
	memcpy(name, data, len);
	name[len] = '\0';
	if (fetch_target_build(ROOT "/", name, url) != 0) {
		return 0;
	}
	BW_ASSERT(strncmp(url, ROOT "/", sizeof(ROOT)) == 0);
	BW_ASSERT(strstr(url, "/../") == NULL && strstr(path, "//") == NULL);
	BW_ASSERT(path[strlen(path) - 1] != '/');
	for (; *path != '\0'; path++) {
		BW_ASSERT(bw_url_path_byte(*path) || *path == '%');
	}
	return 0;
}
