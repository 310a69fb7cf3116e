/* SPDX-License-Identifier: ISC */
/* The connection's bytes; see stream.h. */
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "core.h"

/* How long a wait is: a client that answers at once does so within it. */
#define WAIT_US 10000
/* Less is not worth a pipe. */
#define PIPE_SIZE_MIN (NBD_DIRECT_MIN + 4096)
/* Of the memory for pipes that the kernel lets a user have, for 256 of us. */
#define PIPE_SIZE (256 << 10)

/* Whole pages, which are given back while nothing is in them. */
#define PAGE_SIZE 4096
static _Alignas(PAGE_SIZE) uint8_t input[NBD_INPUT_SIZE];
static _Alignas(PAGE_SIZE) uint8_t output[NBD_OUTPUT_SIZE];
_Static_assert(sizeof(input) % PAGE_SIZE == 0, "whole pages");
_Static_assert(sizeof(output) % PAGE_SIZE == 0, "whole pages");

static void
open_pipe(struct stream *stream)
{
	int size;

	if (pipe2(stream->pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
		stream->pipe[0] = stream->pipe[1] = -1;
		return; /* large reads are copied, then */
	}
	size = fcntl(stream->pipe[1], F_SETPIPE_SZ, PIPE_SIZE);
	if (size < 0) {
		size = fcntl(stream->pipe[1], F_GETPIPE_SZ);
	}
	stream->pipe_size = size >= PIPE_SIZE_MIN ? (uint64_t)size : 0;
}

void
stream_init(struct stream *stream, int fd)
{
	struct timeval moment = {.tv_usec = WAIT_US};

	*stream = (struct stream){.fd = fd};
	bw_writer_init(&stream->out, output, sizeof(output));
	bw_reader_init(&stream->in, input, 0);
	/* Without these a wait ends at once, and the loop waits instead. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof(moment)) ==
	    0) {
		(void)fcntl(fd, F_SETFL, 0);
	}
	open_pipe(stream);
}

static int
send_output(struct stream *stream)
{
	int more = stream->loaded > 0 ? MSG_MORE : 0;

	while (stream->sent < stream->out.len) {
		ssize_t n = send(stream->fd, stream->out.buf + stream->sent,
		    stream->out.len - stream->sent,
		    MSG_DONTWAIT | MSG_NOSIGNAL | more);

		if (n >= 0) {
			stream->sent += (size_t)n;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	stream->out.len = 0;
	stream->sent = 0;
	return 0;
}

int
stream_send(struct stream *stream)
{
	int error = send_output(stream);

	while (error == 0 && stream->loaded > 0) {
		ssize_t n = splice(stream->pipe[0], NULL, stream->fd, NULL,
		    stream->loaded, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);

		if (n > 0) {
			stream->loaded -= (uint64_t)n;
		} else if (n == 0 || errno != EINTR) {
			error = n == 0 ? -EIO : -errno;
		}
	}
	return error;
}

int
stream_receive(struct stream *stream, bool wait)
{
	size_t left = bw_reader_left(&stream->in);
	ssize_t n;
	int error;

	BW_ASSERT(left < sizeof(input));
	if (left > 0) {
		memmove(input, stream->in.at, left);
	}
	n = recv(stream->fd, input + left, sizeof(input) - left,
	    wait ? 0 : MSG_DONTWAIT);
	error = n < 0 ? -errno : n > 0;
	bw_reader_init(&stream->in, input, left + (n > 0 ? (size_t)n : 0));
	return error == -EINTR ? -EAGAIN : error;
}

void
stream_rest(struct stream *stream)
{
	/* Without success they merely stay. */
	if (stream->out.len == 0) {
		(void)madvise(output, sizeof(output), MADV_DONTNEED);
	}
	if (bw_reader_left(&stream->in) == 0) {
		(void)madvise(input, sizeof(input), MADV_DONTNEED);
	}
}

/* What was loaded is not to be sent. */
static void
empty_pipe(struct stream *stream)
{
	uint8_t scratch[4096];

	while (read(stream->pipe[0], scratch, sizeof(scratch)) > 0) {
		/* bounded by what a pipe holds */
	}
	stream->loaded = 0;
}

bool
stream_load(struct stream *stream, int fd, uint64_t offset, uint64_t len)
{
	off_t at = (off_t)offset;

	BW_ASSERT(stream->loaded == 0);
	while (stream->loaded < len) {
		ssize_t n = splice(fd, &at, stream->pipe[1], NULL,
		    len - stream->loaded, SPLICE_F_NONBLOCK);

		if (n > 0) {
			stream->loaded += (uint64_t)n;
		} else if (n == 0 || errno != EINTR) {
			empty_pipe(stream);
			return false; /* shorter than it was, or broken */
		}
	}
	return true;
}
