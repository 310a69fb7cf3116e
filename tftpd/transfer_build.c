/* SPDX-License-Identifier: ISC */
/* The packets of a transfer; see transfer.h.  Pure. */
#include <errno.h>

#include "transfer.h"

#define TFTP_READ_CHUNK 512

static uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static struct tftp_netascii *
mark_of(struct tftp_transfer *t, uint64_t block)
{
	return &t->marks[block % ARRAY_LEN(t->marks)];
}

static int
octet_fill(const struct tftp_transfer *t, uint64_t block, tftp_read *read,
    void *arg, uint8_t *data, size_t *out_len)
{
	uint64_t offset = (block - 1) * t->options.blksize;
	size_t len = (size_t)min_u64(t->options.blksize, t->size - offset);
	int error = len == 0 ? 0 : read(arg, offset, data, len);

	if (error == 0) {
		*out_len = len;
	}
	return error;
}

static int
netascii_fill(struct tftp_transfer *t, uint64_t block, tftp_read *read,
    void *arg, uint8_t *data, size_t *out_len)
{
	struct tftp_netascii mark = *mark_of(t, block);
	uint8_t chunk[TFTP_READ_CHUNK];
	size_t size = t->options.blksize;
	size_t len = 0;

	while (len < size && (mark.split || mark.offset < t->size)) {
		size_t n =
		    (size_t)min_u64(sizeof(chunk), t->size - mark.offset);
		int error = n == 0 ? 0 : read(arg, mark.offset, chunk, n);

		if (error != 0) {
			return error;
		}
		len += tftp_netascii_encode(
		    &mark, chunk, n, data + len, size - len);
	}
	*mark_of(t, block + 1) = mark;
	if (len < size) {
		t->last = block;
	}
	*out_len = len;
	return 0;
}

static int
data_build(struct tftp_transfer *t, uint64_t block, tftp_read *read, void *arg,
    uint8_t *buf, size_t *out_len)
{
	uint8_t *data = buf + TFTP_HEADER_SIZE;
	size_t len;
	int error = t->options.netascii
			? netascii_fill(t, block, read, arg, data, &len)
			: octet_fill(t, block, read, arg, data, &len);

	if (error == 0) {
		tftp_header_build(
		    TFTP_OPCODE_DATA, tftp_transfer_wire(t, block), buf);
		*out_len = TFTP_HEADER_SIZE + len;
	}
	return error;
}

static int
ack_build(const struct tftp_transfer *t, uint8_t *buf, size_t size,
    struct tftp_run *out)
{
	if (size < TFTP_HEADER_SIZE) {
		return -EMSGSIZE;
	}
	tftp_header_build(
	    TFTP_OPCODE_ACK, tftp_transfer_wire(t, t->arrivals.block), buf);
	*out = (struct tftp_run){
	    .n = 1,
	    .len = TFTP_HEADER_SIZE,
	    .segment = TFTP_HEADER_SIZE,
	};
	return 0;
}

static int
oack_build(const struct tftp_transfer *t, uint8_t *buf, size_t size,
    struct tftp_run *out)
{
	size_t len;
	int error = tftp_oack_build(
	    t->options.grants, t->options.n_grants, buf, size, &len);

	if (error == 0) {
		*out = (struct tftp_run){.n = 1, .len = len, .segment = len};
	}
	return error;
}

int
tftp_transfer_build(struct tftp_transfer *t, tftp_read *read, void *arg,
    uint8_t *buf, size_t size, struct tftp_run *out)
{
	struct tftp_run run = {
	    .segment = TFTP_HEADER_SIZE + (size_t)t->options.blksize,
	    .first = t->next,
	    .top = t->top,
	};
	int error = -EMSGSIZE;

	if (tftp_transfer_next(t) == TFTP_SEND_OACK) {
		return oack_build(t, buf, size, out);
	}
	if (tftp_transfer_next(t) == TFTP_SEND_ACK) {
		return ack_build(t, buf, size, out);
	}
	/* The end is looked at anew: netascii finds out as it goes. */
	while (t->next + run.n <= tftp_transfer_window_end(t) &&
	       size - run.len >= run.segment) {
		size_t len;

		error = data_build(
		    t, t->next + run.n, read, arg, buf + run.len, &len);
		if (error != 0) {
			break;
		}
		run.len += len;
		run.n++;
	}
	if (run.n == 0) {
		return error;
	}
	*out = run; /* an error comes again, when these are sent */
	return 0;
}
