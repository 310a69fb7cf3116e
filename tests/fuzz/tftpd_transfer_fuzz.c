/* SPDX-License-Identifier: ISC */
/*
 * A transfer, either way, and a peer that says anything.  The input: eight bytes choose
 * the transfer; then events, each a byte (how much time passes, and how long
 * a packet is) and the packet.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "transfer.h"

#define EVENTS_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static uint64_t file_size;

static int
read_file(void *arg, uint64_t offset, uint8_t *buf, size_t size)
{
	(void)arg;
	if (offset > file_size || size > file_size - offset) {
		return -ENODATA;
	}
	memset(buf, '\n', size);
	return 0;
}

static int
write_file(void *arg, const uint8_t *buf, size_t len, bool last)
{
	uint64_t *left = arg;

	(void)last;
	BW_ASSERT(len == 0 || buf != NULL);
	if (len > *left) {
		return -EFBIG;
	}
	*left -= len;
	return 0;
}

static void
send_all(struct tftp_transfer *t, uint64_t now_us)
{
	static uint8_t packets[TFTP_PACKET_SIZE_MAX];
	size_t n = 0;

	while (tftp_transfer_next(t) != TFTP_SEND_NOTHING) {
		struct tftp_run run;

		BW_ASSERT(tftp_transfer_build(t, read_file, NULL, packets,
			      sizeof(packets), &run) == 0);
		BW_ASSERT(run.n > 0 && run.len > (run.n - 1) * run.segment);
		BW_ASSERT(run.len <= run.n * run.segment);
		tftp_transfer_sent(t, run.n, now_us);
		n += run.n;
		BW_ASSERT(n <= TFTP_WINDOW_MAX);
	}
	if (t->options.upload) {
		BW_ASSERT(t->arrivals.base <= t->arrivals.block);
		BW_ASSERT(t->arrivals.block - t->arrivals.base <
			  t->options.windowsize + (t->ended ? 1 : 0));
		return;
	}
	BW_ASSERT(t->acked <= t->top);
	BW_ASSERT(t->top - t->acked <= t->options.windowsize);
	BW_ASSERT(tftp_transfer_bytes(t) <= file_size);
}

static void
begin(struct tftp_transfer *t, struct bw_reader *r)
{
	struct tftp_options options = {.blksize = 8, .windowsize = 1};
	uint8_t flags = bw_reader_u8(r);

	options.netascii = (flags & 1) != 0;
	options.tsize = (flags & 2) != 0;
	options.n_grants = (flags & 4) != 0 ? 1 : 0;
	options.grants[0] = (struct tftp_grant){"tsize", 99};
	options.timeout_us = bw_reader_u8(r) * 1000000u;
	options.rollover = (flags & 8) != 0;
	options.upload = (flags & 16) != 0;
	options.blksize += bw_reader_u8(r);
	options.windowsize += bw_reader_u8(r) % TFTP_WINDOW_MAX;
	file_size = bw_reader_u32(r) % 1000000;
	tftp_transfer_init(t, &options, file_size, 2000000, 12, 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct tftp_transfer t;
	struct bw_reader r;
	uint64_t now_us = 1;
	uint64_t room;

	bw_reader_init(&r, data, len);
	begin(&t, &r);
	room = file_size;
	send_all(&t, now_us);
	for (unsigned i = 0; i < EVENTS_MAX && bw_reader_left(&r) > 0; i++) {
		uint8_t what = bw_reader_u8(&r);
		size_t size = what & 15;
		struct tftp_packet packet;
		const uint8_t *bytes;

		now_us += (uint64_t)1 << (what >> 4) << 10;
		tftp_transfer_tick(&t, now_us);
		send_all(&t, now_us);
		bytes = bw_reader_take(&r, size);
		if (size == 0) {
			(void)tftp_transfer_asked_again(
			    &t, (what & 16) != 0, now_us);
		} else if (bytes != NULL &&
			   tftp_packet_parse(bytes, size, &packet) == 0) {
			tftp_transfer_packet(&t, &packet, now_us);
			if (tftp_transfer_take(
				&t, &packet, write_file, &room, now_us) != 0) {
				break;
			}
		}
		send_all(&t, now_us);
	}
	return 0;
}
