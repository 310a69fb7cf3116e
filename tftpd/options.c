/* SPDX-License-Identifier: ISC */
/* Option negotiation; see options.h.  Pure. */
#include "options.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char *const names[TFTP_N_OPTION_KINDS] = {
    [TFTP_OPTION_BLKSIZE] = "blksize",
    [TFTP_OPTION_TIMEOUT] = "timeout",
    [TFTP_OPTION_TSIZE] = "tsize",
    [TFTP_OPTION_WINDOWSIZE] = "windowsize",
};

static uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The server may answer with less than was asked.  RFC 2348. */
static bool
choose_blksize(struct tftp_options *options, uint64_t *value)
{
	if (*value < TFTP_BLKSIZE_MIN) {
		return false;
	}
	*value = min_u64(*value, TFTP_BLKSIZE_MAX);
	options->blksize = (uint32_t)*value;
	return true;
}

/* RFC 2349 has the server take the value or leave the option. */
static bool
choose_timeout(struct tftp_options *options, uint64_t *value)
{
	if (*value < TFTP_TIMEOUT_MIN_S || *value > TFTP_TIMEOUT_MAX_S) {
		return false;
	}
	options->timeout_s = (uint32_t)*value;
	return true;
}

/*
 * RFC 2349 has a reader send 0; whatever it sends, it wants to know.
 */
static bool
choose_tsize(struct tftp_options *options, uint64_t *value, uint64_t size)
{
	if (options->netascii) {
		return false;
	}
	*value = size;
	options->tsize = true;
	return true;
}

/* The server may answer with less than was asked.  RFC 7440 3. */
static bool
choose_windowsize(struct tftp_options *options, uint64_t *value)
{
	if (*value == 0) {
		return false;
	}
	*value = min_u64(*value, TFTP_WINDOW_MAX);
	options->windowsize = (uint32_t)*value;
	return true;
}

static bool
choose(struct tftp_options *options, enum tftp_option_kind kind,
    uint64_t *value, uint64_t size)
{
	switch (kind) {
	case TFTP_OPTION_BLKSIZE:
		return choose_blksize(options, value);
	case TFTP_OPTION_TIMEOUT:
		return choose_timeout(options, value);
	case TFTP_OPTION_TSIZE:
		return choose_tsize(options, value, size);
	case TFTP_OPTION_WINDOWSIZE:
		return choose_windowsize(options, value);
	case TFTP_N_OPTION_KINDS:
		break;
	}
	return false;
}

static enum tftp_option_kind
kind_of(const char *name)
{
	enum tftp_option_kind kind = TFTP_OPTION_BLKSIZE;

	while (kind < TFTP_N_OPTION_KINDS &&
	       !bw_text_equal_nocase(name, names[kind])) {
		kind++;
	}
	return kind;
}

/* Now that both are known: fewer blocks when they are large. */
static void
fit_window(struct tftp_options *options)
{
	uint32_t most = TFTP_WINDOW_BYTES_MAX / options->blksize;

	if (options->windowsize == 1 || options->windowsize <= most) {
		return;
	}
	options->windowsize = most > 1 ? most : 1;
	for (size_t i = 0; i < options->n_grants; i++) {
		if (options->grants[i].name == names[TFTP_OPTION_WINDOWSIZE]) {
			options->grants[i].value = options->windowsize;
		}
	}
}

static void
take(struct tftp_options *options, const struct tftp_option *asked,
    enum tftp_option_kind kind, uint64_t size)
{
	uint64_t value;

	if (bw_text_u64(
		asked->value, strlen(asked->value), UINT64_MAX, &value) == 0 &&
	    choose(options, kind, &value, size)) {
		options->grants[options->n_grants++] = (struct tftp_grant){
		    .name = names[kind],
		    .value = value,
		};
	}
}

void
tftp_options_choose(const struct tftp_request *request, uint32_t blksize,
    uint64_t size, bool netascii, struct tftp_options *out)
{
	bool seen[TFTP_N_OPTION_KINDS] = {false};

	*out = (struct tftp_options){
	    .netascii = netascii,
	    .blksize = blksize,
	    .windowsize = 1,
	};
	for (size_t i = 0; i < request->n_options; i++) {
		enum tftp_option_kind kind = kind_of(request->options[i].name);

		if (kind != TFTP_N_OPTION_KINDS && !seen[kind]) {
			seen[kind] = true;
			take(out, &request->options[i], kind, size);
		}
	}
	fit_window(out);
}

char *
tftp_options_str(const struct tftp_options *options, char *out, size_t size)
{
	size_t len;

	bw_text_cut(out, size, options->netascii ? "netascii" : "");
	len = strlen(out);
	for (size_t i = 0; i < options->n_grants; i++) {
		int n = snprintf(out + len, size - len, "%s%s=%" PRIu64,
		    len > 0 ? " " : "", options->grants[i].name,
		    options->grants[i].value);

		if (n < 0 || (size_t)n >= size - len) {
			out[len] = '\0'; /* no half option */
			break;
		}
		len += (size_t)n;
	}
	return out;
}
