/* SPDX-License-Identifier: ISC */
/*
 * The handshake as a state machine.  Input: how many bytes arrive at a time,
 * what the parent answers, then the client's bytes.
 */
#include <errno.h>
#include <string.h>

#include "core.h"

#define IMAGE_SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct bw_conf_export items[] = {
    {.name = "root", .path = "/r", .description = "described"},
    {.name = "other", .path = "/o", .description = ""},
};
static const struct bw_conf_exports exports = {items, ARRAY_LEN(items)};
static struct nbd_core core;
static uint8_t input[NBD_INPUT_SIZE];
static size_t input_len;
static uint8_t output[NBD_OPTION_ROOM];
static struct bw_writer out;

/* The parent's answer; whatever it is, the client had to name the export. */
static void
answer_open(const struct nbd_action *action, uint8_t answer)
{
	BW_ASSERT(
	    action->name == items[0].name || action->name == items[1].name);
	if (answer % 3 == 0) {
		nbd_core_refused(&core, -EACCES, &out);
	} else {
		(void)nbd_core_opened(&core, IMAGE_SIZE, true, &out);
	}
}

static void
answer_extent(const struct nbd_action *action)
{
	const struct nbd_extent extent = {.len = action->len};

	nbd_core_extent_done(&core, &extent, &out);
}

/* Returns whether the session goes on. */
static bool
run(uint8_t answer)
{
	struct nbd_action action;
	struct bw_reader in;

	bw_reader_init(&in, input, input_len);
	do {
		nbd_core_step(&core, &in, &out, &action);
		BW_ASSERT(bw_reader_check(&in) == 0);
		if (action.type == NBD_ACTION_OPEN) {
			answer_open(&action, answer);
		} else if (action.type == NBD_ACTION_READ) {
			nbd_core_read_done(&core, true, &out);
		} else if (action.type == NBD_ACTION_EXTENT) {
			answer_extent(&action);
		} else if (action.type == NBD_ACTION_CACHE ||
			   action.type == NBD_ACTION_FLUSH) {
			nbd_core_done(&core, 0, &out);
		} else {
			out.len = 0;
		}
		BW_ASSERT(bw_writer_end(&out) == 0);
	} while (action.type != NBD_ACTION_RECEIVE &&
		 action.type != NBD_ACTION_CLOSE);
	input_len = bw_reader_left(&in);
	memmove(input, in.at, input_len);
	return action.type == NBD_ACTION_RECEIVE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	bool open = true;
	size_t at = 2;

	if (len < 2) {
		return 0;
	}
	input_len = 0;
	bw_writer_init(&out, output, sizeof(output));
	nbd_core_init(&core, &exports, &out);
	while (open && at < len) {
		size_t n = 1 + data[0];

		n = n < len - at ? n : len - at;
		BW_ASSERT(n <= sizeof(input) - input_len);
		memcpy(input + input_len, data + at, n);
		input_len += n;
		at += n;
		open = run(data[1]);
	}
	BW_ASSERT(core.handshake.n_options <= NBD_OPTIONS_MAX + 1);
	return 0;
}
