/* SPDX-License-Identifier: ISC */
/* For the fuzz targets of nbdd: a program around the core. */
#ifndef BW_TESTS_FUZZ_NBDD_H
#define BW_TESTS_FUZZ_NBDD_H

#include <string.h>

#include "core.h"

static struct bw_conf_export items[] = {
    {.name = "root", .path = "/r", .description = "described"},
    {.name = "other", .path = "/o", .description = "", .tls_only = true},
};
static const struct bw_conf_exports exports = {
    items, ARRAY_LEN(items), .starttls = BW_CONF_STARTTLS_YES};
static struct nbd_core core;
static uint8_t input[NBD_INPUT_SIZE];
static size_t input_len;
static uint8_t output[NBD_OUTPUT_SIZE];
static struct bw_writer out;

/* Begin a session whose output has this size. */
static inline void
session_begin(size_t output_size)
{
	input_len = 0;
	bw_writer_init(&out, output, output_size);
	nbd_core_init(&core, &exports, &out);
}

/* Do what the core asks for; called with everything but its waiting. */
typedef void answer_action(const struct nbd_action *action, uint8_t how);

/* Step until input is wanted or the end has come.  Does it go on? */
static inline bool
session_run(answer_action *answer, uint8_t how)
{
	struct nbd_action action;
	struct bw_reader in;

	bw_reader_init(&in, input, input_len);
	do {
		nbd_core_step(&core, &in, &out, &action);
		BW_ASSERT(bw_reader_check(&in) == 0);
		if (action.type == NBD_ACTION_RECEIVE ||
		    action.type == NBD_ACTION_SEND ||
		    action.type == NBD_ACTION_PASS ||
		    action.type == NBD_ACTION_POLL ||
		    action.type == NBD_ACTION_CLOSE) {
			out.len = 0;
		} else {
			answer(&action, how);
		}
		BW_ASSERT(bw_writer_end(&out) == 0);
	} while (action.type != NBD_ACTION_RECEIVE &&
		 action.type != NBD_ACTION_CLOSE);
	input_len = bw_reader_left(&in);
	memmove(input, in.at, input_len);
	return action.type == NBD_ACTION_RECEIVE;
}

/* Give the session all of the bytes, so many at a time, while it goes on. */
static inline bool
session_feed(const uint8_t *data, size_t len, size_t portion,
    answer_action *answer, uint8_t how)
{
	bool open = true;

	while (open && len > 0) {
		size_t n = portion < len ? portion : len;

		BW_ASSERT(n <= sizeof(input) - input_len);
		memcpy(input + input_len, data, n);
		input_len += n;
		data += n;
		len -= n;
		open = session_run(answer, how);
	}
	return open;
}

#endif
