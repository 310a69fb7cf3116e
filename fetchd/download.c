/* SPDX-License-Identifier: ISC */
/* A file from an origin; see download.h. */
#include "download.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "names.h"
#include "target.h"
#include "trust.h"

/* Slower than so many bytes in a second is silence. */
#define SILENCE_BYTES 16
#define FIELD_MAX     (FETCH_ETAG_MAX + 32)

static const struct bw_conf_fetchd *conf;
static struct bw_origins origins;
static struct curl_slist *resolved;

/* --- the head of a response ------------------------------------------------ */

/* The value of a field of this name, without spaces around; or NULL. */
static const char *
field_value(const char *line, size_t len, const char *name, size_t *out_len)
{
	size_t name_len = strlen(name);

	if (len <= name_len || line[name_len] != ':' ||
	    strncasecmp(line, name, name_len) != 0) {
		return NULL;
	}
	line += name_len + 1;
	len -= name_len + 1;
	while (len > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (len > 0 && (uint8_t)line[len - 1] <= ' ') {
		len--;
	}
	*out_len = len;
	return line;
}

/* Kept only whole, and printable: it is sent back one day. */
static void
keep(char *out, size_t size, const char *value, size_t len)
{
	if (len >= size) {
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (value[i] < ' ' || value[i] > '~') {
			return;
		}
	}
	memcpy(out, value, len);
	out[len] = '\0';
}

static void
take_field(struct fetch_download *d, const char *line, size_t len)
{
	size_t value_len;
	const char *value = field_value(line, len, "etag", &value_len);
	uint64_t size;

	if (value != NULL) {
		keep(d->validators.etag, sizeof(d->validators.etag), value,
		    value_len);
	}
	value = field_value(line, len, "last-modified", &value_len);
	if (value != NULL) {
		keep(d->validators.modified, sizeof(d->validators.modified),
		    value, value_len);
	}
	value = field_value(line, len, "content-length", &value_len);
	if (value != NULL &&
	    bw_text_u64(value, value_len, INT64_MAX, &size) == 0) {
		d->size = size;
	}
}

/* The head is complete: is it followed by what we want? */
static int
head_ended(struct fetch_download *d)
{
	curl_off_t mtime = -1;
	long status = 0;

	(void)curl_easy_getinfo(
	    d->handle.easy, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200) {
		return 0;
	}
	(void)curl_easy_getinfo(d->handle.easy, CURLINFO_FILETIME_T, &mtime);
	d->follows = true;
	return d->listener->began(
	    d, d->size, mtime > 0 ? (uint64_t)mtime : 0, &d->validators);
}

/* CURLOPT_HEADERFUNCTION: a line, with its end. */
static size_t
head_came(char *line, size_t size, size_t n, void *arg)
{
	struct fetch_download *d = arg;
	size_t len = size * n;

	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		d->size = FETCH_SIZE_UNKNOWN;
		d->validators.etag[0] = d->validators.modified[0] = '\0';
	} else if (len <= 2) {
		d->error = head_ended(d);
	} else {
		take_field(d, line, len);
	}
	return d->error == 0 ? len : 0;
}

/* CURLOPT_WRITEFUNCTION: the bodies of errors are of no interest. */
static size_t
body_came(char *bytes, size_t size, size_t n, void *arg)
{
	struct fetch_download *d = arg;
	size_t len = size * n;

	if (d->follows) {
		d->error = d->listener->came(d, bytes, len);
	}
	return d->error == 0 ? len : 0;
}

/* --- the end --------------------------------------------------------------- */

static int
error_of_status(long status)
{
	switch (status) {
	case 200:
		return 0;
	case 401: /* RFC 9110 15.5.2 */
	case 403: /* RFC 9110 15.5.4 */
		return -EACCES;
	case 404: /* RFC 9110 15.5.5 */
	case 410: /* RFC 9110 15.5.11 */
		return -ENOENT;
	default:
		return -EPROTO;
	}
}

static int
error_of_code(CURLcode code)
{
	switch ((int)code) {
	case CURLE_OPERATION_TIMEDOUT:
		return -ETIMEDOUT;
	case CURLE_COULDNT_CONNECT:
		return -EHOSTUNREACH;
	case CURLE_OUT_OF_MEMORY:
		return -ENOMEM;
	default:
		return -EPROTO;
	}
}

static void
end(struct fetch_download *d, int error, bool unmodified, const char *why)
{
	struct fetch_outcome outcome = {
	    .error = error, .unmodified = unmodified};

	bw_text_cut(outcome.why, sizeof(outcome.why), why);
	curl_easy_cleanup(d->handle.easy);
	curl_slist_free_all(d->fields);
	d->handle.easy = NULL;
	d->fields = NULL;
	d->listener->ended(d, &outcome);
}

/* Returns whether it goes on elsewhere, or has ended for that. */
static bool
follow(struct fetch_download *d)
{
	const char *to = NULL;

	(void)curl_easy_getinfo(d->handle.easy, CURLINFO_REDIRECT_URL, &to);
	if (to == NULL) {
		return false;
	}
	if (d->n_redirects++ == FETCH_REDIRECTS_MAX) {
		end(d, -EPROTO, false, "too many redirects");
	} else if (to[strlen(to) - 1] == '/') {
		end(d, -ENOENT, false, "a directory");
	} else if (!fetch_target_allowed(&origins, d->url, to) ||
		   bw_text_copy(d->url, sizeof(d->url), to) != 0) {
		end(d, -EPROTO, false,
		    "redirected to a server that is not in fetchd.redirects");
	} else if (curl_easy_setopt(d->handle.easy, CURLOPT_URL, d->url) !=
		       CURLE_OK ||
		   !fetch_multi_begin(&d->handle)) {
		end(d, -ENOMEM, false, "out of memory");
	}
	return true;
}

static void
done(struct fetch_handle *handle, CURLcode code)
{
	struct fetch_download *d = (struct fetch_download *)handle;
	char why[32];
	long status = 0;

	if (d->error != 0) {
		end(d, d->error, false, strerror(-d->error));
		return;
	}
	if (code != CURLE_OK) {
		end(d, error_of_code(code), false,
		    d->message[0] != '\0' ? d->message
					  : curl_easy_strerror(code));
		return;
	}
	if (follow(d)) {
		return;
	}
	(void)curl_easy_getinfo(handle->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)snprintf(why, sizeof(why), "status %ld", status);
	if (status == 304 && d->fields != NULL) { /* RFC 9110 15.4.5 */
		end(d, 0, true, "");
	} else {
		end(d, error_of_status(status), false, why);
	}
}

/* --- the beginning --------------------------------------------------------- */

static int
add_field(struct fetch_download *d, const char *name, const char *value)
{
	char field[FIELD_MAX];
	struct curl_slist *longer;

	if (value[0] == '\0') {
		return 0;
	}
	(void)snprintf(field, sizeof(field), "%s: %s", name, value);
	longer = curl_slist_append(d->fields, field);
	if (longer == NULL) {
		return -ENOMEM;
	}
	d->fields = longer;
	return 0;
}

static int
prepare(struct fetch_download *d, const struct fetch_validators *known)
{
	CURL *easy;
	long timeout_ms = (long)conf->timeout_ms;
	int error = fetch_multi_prepare(&d->handle, done, resolved);

	if (error == 0 && known != NULL) {
		error = add_field(d, "If-None-Match", known->etag) != 0 ||
				add_field(d, "If-Modified-Since",
				    known->modified) != 0
			    ? -ENOMEM
			    : 0;
	}
	easy = d->handle.easy;
	if (error != 0) {
		return error;
	}
	CURLcode codes[] = {
	    curl_easy_setopt(easy, CURLOPT_URL, d->url),
	    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https"),
	    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, d->fields),
	    curl_easy_setopt(easy, CURLOPT_FILETIME, 1L),
	    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, d->message),
	    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms),
	    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, SILENCE_BYTES),
	    curl_easy_setopt(
		easy, CURLOPT_LOW_SPEED_TIME, (timeout_ms + 999) / 1000),
	    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, head_came),
	    curl_easy_setopt(easy, CURLOPT_HEADERDATA, d),
	    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_came),
	    curl_easy_setopt(easy, CURLOPT_WRITEDATA, d),
	    fetch_trust_apply(easy),
	};
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (codes[i] != CURLE_OK) {
			return -ENOMEM;
		}
	}
	return 0;
}

int
fetch_download_begin(struct fetch_download *d, const char *url,
    const struct fetch_validators *known, const struct fetch_listener *listener)
{
	memset(d, 0, sizeof(*d));
	d->listener = listener;
	bw_text_cut(d->url, sizeof(d->url), url);
	if (prepare(d, known) != 0 || !fetch_multi_begin(&d->handle)) {
		curl_easy_cleanup(d->handle.easy);
		curl_slist_free_all(d->fields);
		return -ENOMEM;
	}
	return 0;
}

/* --- setting up ------------------------------------------------------------ */

int
fetch_download_open(const struct bw_conf *all)
{
	int error = 0;

	conf = &all->fetchd;
	bw_origins_of(all, &origins);
	for (size_t i = 0; error == 0 && i < origins.n; i++) {
		error = fetch_names_add(
		    &conf->resolved, &origins.items[i], &resolved);
	}
	return error;
}

size_t
fetch_download_ports(uint16_t *out)
{
	for (size_t i = 0; i < origins.n; i++) {
		out[i] = origins.items[i].port;
	}
	return origins.n;
}
