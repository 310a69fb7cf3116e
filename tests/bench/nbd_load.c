/* SPDX-License-Identifier: ISC */
/*
 * Load for NBD servers: connections that always have a number of requests on
 * their way, from one thread, so that the server is what is measured (fio's
 * engine is the bottleneck long before).  Simple replies; data is thrown away.
 *
 *	nbd_load PORT EXPORT randread|seqread|randwrite BLOCK CONNECTIONS
 *	    DEPTH SECONDS [awake]
 *
 * With "awake" it asks for answers again and again instead of sleeping until
 * one has come: waking it costs the server time, which a client on another
 * machine would not.  Prints "ops=N errors=N seconds=S".
 */
#include <arpa/inet.h>
#include <endian.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER (1u << 20)

struct __attribute__((packed)) request {
	uint32_t magic;
	uint16_t flags, type;
	uint64_t cookie, offset;
	uint32_t len;
};

struct __attribute__((packed)) reply {
	uint32_t magic, error;
	uint64_t cookie;
};

struct connection {
	int fd;
	unsigned due;   /* requests to send */
	uint64_t next;  /* block, when in sequence */
	size_t skip;    /* bytes of data still to come */
	size_t partial; /* bytes of a reply's header at hand */
	uint8_t header[sizeof(struct reply)];
};

static struct connection *connections;
static uint8_t buffer[BUFFER], *batch;
static uint64_t size, ops, errors, seed = 1;
static uint32_t block;
static int writes, in_sequence, awake, epoll;
static unsigned n;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
take(int fd, void *to, size_t len)
{
	if (recv(fd, to, len, MSG_WAITALL) != (ssize_t)len) {
		errx(1, "the server hung up");
	}
}

static void
give(int fd, const void *from, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = send(
		    fd, (const uint8_t *)from + done, len - done, MSG_NOSIGNAL);

		if (n < 0) {
			err(1, "send");
		}
		done += (size_t)n;
	}
}

static int
attach(uint16_t port, const char *export)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	uint32_t option[] = {
	    htonl(3), 0, 0, htonl(1), htonl((uint32_t)strlen(export))};
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	uint8_t answer[10];

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		err(1, "connect");
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	take(fd, buffer, 18);
	memcpy(&option[1], "IHAVEOPT", 8);
	give(fd, option, sizeof(option));
	give(fd, export, strlen(export));
	take(fd, answer, sizeof(answer));
	memcpy(&size, answer, sizeof(size));
	size = be64toh(size);
	return fd;
}

/* Send all that is due at once. */
static void
ask(struct connection *c)
{
	uint64_t n_blocks = size / block;
	size_t len = 0;

	for (; c->due > 0; c->due--) {
		struct request r = {.magic = htonl(0x25609513),
		    .type = htons(writes ? 1 : 0),
		    .len = htonl(block)};
		uint64_t at = c->next++ % n_blocks;

		if (!in_sequence) {
			seed =
			    seed * 6364136223846793005u + 1442695040888963407u;
			at = (seed >> 24) % n_blocks;
		}
		r.offset = htobe64(at * block);
		memcpy(batch + len, &r, sizeof(r));
		len += sizeof(r) + (writes ? block : 0);
	}
	give(c->fd, batch, len);
}

static void
hear(struct connection *c)
{
	ssize_t n = recv(c->fd, buffer, sizeof(buffer), MSG_DONTWAIT);
	size_t at = 0, part;

	if (n < 0 && errno == EAGAIN && awake) {
		return;
	}
	if (n <= 0) {
		errx(1, "the server hung up");
	}
	while (at < (size_t)n) {
		part = (size_t)n - at;
		if (c->skip > 0) {
			part = part < c->skip ? part : c->skip;
			c->skip -= part;
			at += part;
		} else {
			struct reply r;

			if (part > sizeof(r) - c->partial) {
				part = sizeof(r) - c->partial;
			}
			memcpy(c->header + c->partial, buffer + at, part);
			c->partial += part;
			at += part;
			if (c->partial < sizeof(r)) {
				continue;
			}
			c->partial = 0;
			memcpy(&r, c->header, sizeof(r));
			if (r.magic != htonl(0x67446698)) {
				errx(1, "no reply");
			}
			errors += r.error != 0;
			c->skip = writes || r.error != 0 ? 0 : block;
			c->due++;
			ops++;
		}
	}
}

static void
serve(int ending)
{
	struct epoll_event events[64];
	int ready = awake ? (int)n : epoll_wait(epoll, events, 64, 1000);

	for (int i = 0; i < ready; i++) {
		struct connection *c =
		    &connections[awake ? (uint32_t)i : events[i].data.u32];

		hear(c);
		if (!ending && c->due > 0) {
			ask(c);
		}
	}
}

/*
 * Servers that are left in the middle of replies may not survive it; and who
 * has been told to close does so while others still reply.
 */
static void
leave(unsigned depth)
{
	struct request r = {.magic = htonl(0x25609513), .type = htons(2)};

	for (unsigned i = 0; i < n;) {
		if (connections[i].due == depth && connections[i].skip == 0) {
			i++;
		} else {
			serve(1);
		}
	}
	for (unsigned i = 0; i < n; i++) {
		give(connections[i].fd, &r, sizeof(r));
	}
}

int
main(int argc, char **argv)
{
	unsigned depth;
	double begin, seconds;

	if (argc != 8 && argc != 9) {
		errx(2, "see the head of the source");
	}
	epoll = epoll_create1(0);
	writes = strcmp(argv[3], "randwrite") == 0;
	in_sequence = strcmp(argv[3], "seqread") == 0;
	block = (uint32_t)atoi(argv[4]);
	n = (unsigned)atoi(argv[5]);
	depth = (unsigned)atoi(argv[6]);
	seconds = atof(argv[7]);
	awake = argc == 9;
	connections = calloc(n, sizeof(*connections));
	batch = calloc(depth, sizeof(struct request) + block);
	for (unsigned i = 0; i < n; i++) {
		struct epoll_event event = {EPOLLIN, {.u32 = i}};

		connections[i].fd = attach((uint16_t)atoi(argv[1]), argv[2]);
		connections[i].due = depth;
		epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &event);
	}
	begin = now();
	for (unsigned i = 0; i < n; i++) {
		ask(&connections[i]);
	}
	while (now() - begin < seconds) {
		serve(0);
	}
	leave(depth);
	printf("ops=%lu errors=%lu seconds=%.3f\n", (unsigned long)ops,
	    (unsigned long)errors, now() - begin);
	return 0;
}
