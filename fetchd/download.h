/* SPDX-License-Identifier: ISC */
/*
 * One file from an origin: a GET with conditions, redirects to servers that
 * the configuration names, the certificate checked.  What comes of it is told
 * to whoever wants it.
 */
#ifndef FETCHD_DOWNLOAD_H
#define FETCHD_DOWNLOAD_H

#include "cache.h"
#include "conf/conf.h"
#include "multi.h"

#define FETCH_SIZE_UNKNOWN UINT64_MAX

struct fetch_download;

/* How it ended. */
struct fetch_outcome {
	int error;                 /* 0: all of it came, or unmodified */
	bool unmodified;           /* what is kept is right: 304 */
	char why[CURL_ERROR_SIZE]; /* of an error, for the log */
};

struct fetch_listener {
	/*
	 * A 200 has come, the contents follow.
	 *
	 *   size      or FETCH_SIZE_UNKNOWN
	 *   returns   0, or a negative errno that ends the download
	 */
	int (*began)(struct fetch_download *download, uint64_t size,
	    uint64_t mtime_s, const struct fetch_validators *validators);
	int (*came)(
	    struct fetch_download *download, const void *bytes, size_t len);
	void (*ended)(struct fetch_download *download,
	    const struct fetch_outcome *outcome);
};

struct fetch_download {
	struct fetch_handle handle; /* first */
	const struct fetch_listener *listener;
	struct curl_slist *fields; /* of the request */
	unsigned n_redirects;
	bool follows;  /* contents follow: it was a 200 */
	int error;     /* a listener's; 0 none */
	uint64_t size; /* as this response's head has it */
	struct fetch_validators validators;
	char url[FETCH_URL_MAX]; /* where it is asked for now */
	char message[CURL_ERROR_SIZE];
};

/*
 * Make ready, before the process is confined.
 *
 *   conf      kept
 *   returns   0 or a negative errno
 */
int fetch_download_open(const struct bw_conf *conf);

/* The ports of all origins; returns how many, at most BW_ORIGINS_MAX. */
size_t fetch_download_ports(uint16_t *out);

/*
 * Begin one.
 *
 *   known     of what is kept, to ask for what is newer; or NULL
 *   returns   0, or -ENOMEM
 */
int fetch_download_begin(struct fetch_download *download, const char *url,
    const struct fetch_validators *known,
    const struct fetch_listener *listener);

#endif
