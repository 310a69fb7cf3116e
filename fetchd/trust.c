/* SPDX-License-Identifier: ISC */
/* Certificates; see trust.h. */
#include "trust.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRUST_MAX (16u << 20)

static struct curl_blob trust;

int
fetch_trust_open(int fd)
{
	struct stat status;
	size_t len = 0;
	ssize_t n = 1;

	if (fd < 0) {
		return 0;
	}
	if (syscall(SYS_fstat, fd, &status) != 0) {
		return -errno;
	}
	if (status.st_size <= 0 || status.st_size > TRUST_MAX) {
		return -EFBIG;
	}
	trust.data = malloc((size_t)status.st_size);
	if (trust.data == NULL) {
		return -ENOMEM;
	}
	while (n > 0 && len < (size_t)status.st_size) {
		n = pread(fd, (char *)trust.data + len,
		    (size_t)status.st_size - len, (off_t)len);
		len += n > 0 ? (size_t)n : 0;
	}
	trust.len = len;
	trust.flags = CURL_BLOB_NOCOPY;
	return n < 0 ? -errno : 0;
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
