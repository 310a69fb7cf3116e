/* SPDX-License-Identifier: ISC */
/*
 * What stands behind the contents of a cached file, in the same file: what it
 * is.  A file without it is not whole, and is thrown away.  Pure.
 */
#ifndef FETCHD_RECORD_H
#define FETCHD_RECORD_H

#include "cache.h"

#define FETCH_RECORD_MAX (FETCH_URL_MAX + 512)

struct fetch_record {
	uint64_t size; /* of the contents */
	uint64_t mtime_s;
	struct fetch_validators validators;
	char url[FETCH_URL_MAX];
};

/* Returns its length; it always fits. */
size_t fetch_record_build(
    const struct fetch_record *record, uint8_t out[FETCH_RECORD_MAX]);

/*
 * Find the record at the end of a file.
 *
 *   tail, len   the last bytes of the file, at most FETCH_RECORD_MAX
 *   file_size   of the whole file
 *   out         written only on success
 *   returns     0
 *               -EBADMSG  there is none, or it is of other contents
 */
int fetch_record_parse(const uint8_t *tail, size_t len, uint64_t file_size,
    struct fetch_record *out);

#endif
