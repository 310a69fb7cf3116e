/* SPDX-License-Identifier: ISC */
/* Files that clients of tftpd may write: where to, and how much. */
#ifndef BW_CONF_UPLOAD_H
#define BW_CONF_UPLOAD_H

#include "base/base.h"

struct bw_conf_upload {
	const char *dir;    /* "": they may not */
	uint64_t max_size;  /* bytes of one file; 64 Mi */
	uint64_t max_total; /* of all in the directory; 1 Gi */
	uint32_t max_files; /* in it; 1000 */
};

#endif
