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
    [TFTP_OPTION_UTIMEOUT] = "utimeout",
    [TFTP_OPTION_ROLLOVER] = "rollover",
};

/* What the choice depends on besides the value. */
struct choice {
	const struct tftp_terms *terms;
	uint64_t size; /* of the file */
	struct tftp_options *options;
};

static uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The server may answer with less than was asked.  RFC 2348. */
static bool
choose_blksize(const struct choice *c, uint64_t *value)
{
	if (*value < TFTP_BLKSIZE_MIN) {
		return false;
	}
	*value = min_u64(*value, c->terms->blksize_max);
	c->options->blksize = (uint32_t)*value;
	return true;
}

/* RFC 2349 has the server take the value or leave the option. */
static bool
choose_timeout(const struct choice *c, uint64_t *value)
{
	if (*value < TFTP_TIMEOUT_MIN_S || *value > TFTP_TIMEOUT_MAX_S) {
		return false;
	}
	c->options->timeout_us = (uint32_t)*value * 1000000;
	return true;
}

static bool
choose_utimeout(const struct choice *c, uint64_t *value)
{
	if (*value < TFTP_UTIMEOUT_MIN || *value > TFTP_UTIMEOUT_MAX) {
		return false;
	}
	c->options->timeout_us = (uint32_t)*value;
	return true;
}

/*
 * RFC 2349 has a reader send 0; whatever it sends, it wants to know; to a
 * writer its own number goes back.
 */
static bool
choose_tsize(const struct choice *c, uint64_t *value)
{
	if (c->options->netascii) {
		return false;
	}
	*value = c->size;
	c->options->tsize = true;
	return true;
}

/* The server may answer with less than was asked.  RFC 7440 3. */
static bool
choose_windowsize(const struct choice *c, uint64_t *value)
{
	if (*value == 0) {
		return false;
	}
	*value = min_u64(*value, c->terms->windowsize_max);
	c->options->windowsize = (uint32_t)*value;
	return true;
}

static bool
choose_rollover(const struct choice *c, uint64_t *value)
{
	if (*value > 1) {
		return false;
	}
	c->options->rollover = (uint32_t)*value;
	return true;
}

static bool
choose(const struct choice *c, enum tftp_option_kind kind, uint64_t *value)
{
	switch (kind) {
	case TFTP_OPTION_BLKSIZE:
		return choose_blksize(c, value);
	case TFTP_OPTION_TIMEOUT:
		return choose_timeout(c, value);
	case TFTP_OPTION_TSIZE:
		return choose_tsize(c, value);
	case TFTP_OPTION_WINDOWSIZE:
		return choose_windowsize(c, value);
	case TFTP_OPTION_UTIMEOUT:
		return choose_utimeout(c, value);
	case TFTP_OPTION_ROLLOVER:
		return choose_rollover(c, value);
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
take(const struct choice *c, const struct tftp_option *asked,
    enum tftp_option_kind kind)
{
	struct tftp_options *options = c->options;
	uint64_t value;

	if (bw_text_u64(
		asked->value, strlen(asked->value), UINT64_MAX, &value) == 0 &&
	    choose(c, kind, &value)) {
		options->grants[options->n_grants++] = (struct tftp_grant){
		    .name = names[kind],
		    .value = value,
		};
	}
}

void
tftp_options_choose(const struct tftp_request *request,
    const struct tftp_terms *terms, uint64_t size, bool netascii,
    struct tftp_options *out)
{
	const struct choice c = {terms, size, out};
	bool seen[TFTP_N_OPTION_KINDS] = {false};

	*out = (struct tftp_options){
	    .upload = request->opcode == TFTP_OPCODE_WRQ,
	    .netascii = netascii,
	    .blksize = terms->blksize,
	    .windowsize = 1,
	    .rollover = terms->rollover,
	};
	for (size_t i = 0; i < request->n_options; i++) {
		enum tftp_option_kind kind = kind_of(request->options[i].name);

		if (kind != TFTP_N_OPTION_KINDS && !seen[kind]) {
			seen[kind] = true;
			take(&c, &request->options[i], kind);
		}
	}
	fit_window(out);
}

uint64_t
tftp_options_tsize(const struct tftp_request *request)
{
	for (size_t i = 0; i < request->n_options; i++) {
		const struct tftp_option *option = &request->options[i];
		uint64_t size;

		if (kind_of(option->name) == TFTP_OPTION_TSIZE &&
		    bw_text_u64(option->value, strlen(option->value),
			UINT64_MAX, &size) == 0) {
			return size;
		}
	}
	return 0;
}

char *
tftp_options_str(const struct tftp_options *options, char *out, size_t size)
{
	size_t len;

	(void)snprintf(out, size, "%s%s%s", options->upload ? "upload" : "",
	    options->upload && options->netascii ? " " : "",
	    options->netascii ? "netascii" : "");
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
