/* SPDX-License-Identifier: ISC */
/*
 * The handshake as a state machine.  Input: how many bytes arrive at a time,
 * what the parent answers, then the client's bytes.
 */
#include <errno.h>

#include "nbdd.h"

#define IMAGE_SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The parent's answer; whatever it is, the client had to name the export. */
static void
answer_open(const struct nbd_action *action, uint8_t how)
{
	BW_ASSERT(
	    action->name == items[0].name || action->name == items[1].name);
	if (how % 3 == 0) {
		nbd_core_refused(&core, -EACCES, &out);
	} else {
		(void)nbd_core_opened(&core, IMAGE_SIZE, true, &out);
	}
}

static void
answer(const struct nbd_action *action, uint8_t how)
{
	const struct nbd_extent extent = {.len = action->len};

	if (action->type == NBD_ACTION_OPEN) {
		answer_open(action, how);
	} else if (action->type == NBD_ACTION_TLS) {
		if (how % 2 == 0) {
			nbd_core_wrapped(&core, &out);
		} else {
			nbd_core_refused(&core, -EMFILE, &out);
		}
	} else if (action->type == NBD_ACTION_READ) {
		nbd_core_read_done(&core, true, &out);
	} else if (action->type == NBD_ACTION_EXTENT) {
		nbd_core_extent_done(&core, &extent, &out);
	} else {
		/* It may not write. */
		BW_ASSERT(action->type == NBD_ACTION_CACHE ||
			  action->type == NBD_ACTION_FLUSH);
		nbd_core_done(&core, 0, &out);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len < 2) {
		return 0;
	}
	session_begin(NBD_OPTION_ROOM);
	(void)session_feed(
	    data + 2, len - 2, (size_t)1 + data[0], answer, data[1]);
	BW_ASSERT(core.handshake.n_options <= NBD_OPTIONS_MAX + 1);
	return 0;
}
