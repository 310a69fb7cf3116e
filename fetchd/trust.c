/* SPDX-License-Identifier: ISC */
/* Certificates; see trust.h. */
#include "trust.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/contents.h"

#define TRUST_MAX (16u << 20)

static struct curl_blob trust;

int
fetch_trust_open(int fd)
{
	struct stat status;
	ssize_t len;
	void *data;

	if (fd < 0) {
		return 0;
	}
	if (syscall(SYS_fstat, fd, &status) != 0) {
		return -errno;
	}
	if (status.st_size <= 0 || status.st_size > TRUST_MAX) {
		return -EFBIG;
	}
	data = malloc((size_t)status.st_size);
	if (data == NULL) {
		return -ENOMEM;
	}
	len = bw_contents_read(fd, data, (size_t)status.st_size);
	if (len < 0) {
		free(data);
		return (int)len;
	}
	/* The last one stays: a connection that is being made looks into it. */
	trust.data = data;
	trust.len = (size_t)len;
	trust.flags = CURL_BLOB_NOCOPY;
	return 0;
}

CURLcode
fetch_trust_apply(CURL *easy)
{
	CURLcode code;

	/* No directory may be looked into. */
	code = curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	if (code == CURLE_OK) {
		code = curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
	}
	if (code == CURLE_OK && trust.len > 0) {
		code = curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &trust);
	}
	return code;
}
