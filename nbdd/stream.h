/* SPDX-License-Identifier: ISC */
/*
 * The connection's bytes: what was received and not yet used, what is to be
 * sent, and behind it what goes from the image to the connection by way of a
 * pipe, without being copied.
 */
#ifndef NBDD_STREAM_H
#define NBDD_STREAM_H

#include "base/reader.h"
#include "base/writer.h"

struct stream {
	int fd;
	struct bw_reader in; /* received, not yet used */
	struct bw_writer out;
	size_t sent; /* of out */
	int pipe[2];
	uint64_t pipe_size; /* bytes that it takes; 0: there is none */
	uint64_t loaded;    /* bytes in it, to be sent behind out */
};

/*
 * Begin with a connection, which is lent and blocks from now on where it is
 * waited for.  Called before the walls stand.
 */
void stream_init(struct stream *stream, int fd);

/*
 * Send what is in the output and in the pipe, as far as it goes at once.
 *
 *   returns  0        all of it; the output is empty
 *            -EAGAIN  the rest when the connection is writable
 *            or another negative errno: it is lost
 */
int stream_send(struct stream *stream);

/*
 * Receive behind what is not yet used.
 *
 *   wait     for a moment, when nothing is there
 *   returns  1        something came
 *            0        the peer has closed it
 *            -EAGAIN  nothing came
 *            or another negative errno: it is lost
 */
int stream_receive(struct stream *stream, bool wait);

/*
 * Load bytes of a file into the pipe, which is empty.
 *
 *   len      with the offset's place in its page, at most pipe_size
 *   returns  whether all of them are there; if not, the pipe is empty again
 */
bool stream_load(struct stream *stream, int fd, uint64_t offset, uint64_t len);

/*
 * Give the memory of what is empty back, as many connections rest most of the
 * time.
 */
void stream_rest(struct stream *stream);

#endif
