/* SPDX-License-Identifier: ISC */
/*
 * The transmission.  Input: how many bytes arrive at a time, which reads fail,
 * then the client's bytes.  Nothing outside the image is ever read.
 */
#include <string.h>

#include "core.h"

#define IMAGE_SIZE (UINT64_C(48) << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct bw_conf_export items[] = {
    {.name = "root", .path = "/r", .description = ""},
};
static const struct bw_conf_exports exports = {items, ARRAY_LEN(items)};
static struct nbd_core core;
static uint8_t input[NBD_INPUT_SIZE];
static size_t input_len;
static uint8_t output[NBD_OUTPUT_SIZE];
static struct bw_writer out;

static void
attach(void)
{
	static const uint8_t client[] = "\0\0\0\3IHAVEOPT\0\0\0\1\0\0\0\0";
	struct nbd_action action;
	struct bw_reader in;

	bw_writer_init(&out, output, sizeof(output));
	nbd_core_init(&core, &exports, &out);
	bw_reader_init(&in, client, sizeof(client) - 1);
	nbd_core_step(&core, &in, &out, &action);
	BW_ASSERT(action.type == NBD_ACTION_OPEN);
	BW_ASSERT(nbd_core_opened(&core, IMAGE_SIZE, &out));
	out.len = 0;
}

static void
check_read(const struct nbd_action *action)
{
	BW_ASSERT(action->len > 0);
	BW_ASSERT(action->offset <= IMAGE_SIZE);
	BW_ASSERT(action->len <= IMAGE_SIZE - action->offset);
	BW_ASSERT(action->into >= output);
	BW_ASSERT(action->into + action->len <= output + sizeof(output));
	action->into[0] = 1;
	action->into[action->len - 1] = 1;
}

/* Returns whether the session goes on. */
static bool
run(uint8_t fails)
{
	struct nbd_action action;
	struct bw_reader in;

	bw_reader_init(&in, input, input_len);
	do {
		nbd_core_step(&core, &in, &out, &action);
		BW_ASSERT(bw_reader_check(&in) == 0);
		BW_ASSERT(action.type != NBD_ACTION_OPEN);
		if (action.type == NBD_ACTION_READ) {
			check_read(&action);
			nbd_core_read_done(
			    &core, action.offset % 256 >= fails, &out);
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
	attach();
	while (open && at < len) {
		size_t n = 1 + data[0];

		n = n < len - at ? n : len - at;
		memcpy(input + input_len, data + at, n);
		input_len += n;
		at += n;
		open = run(data[1]);
		BW_ASSERT(!open || input_len < NBD_REQUEST_SIZE);
	}
	return 0;
}
