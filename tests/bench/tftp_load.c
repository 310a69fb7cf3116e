/* SPDX-License-Identifier: ISC */
/*
 * A load of TFTP clients for benchmarks and tests, all in one thread.
 *
 *	tftp_load ADDRESS PORT NAME FILE CLIENTS BLKSIZE WINDOWSIZE TIMER_MS
 *
 * All begin at once; each fetches NAME and compares every byte with FILE.
 * Prints what came of it as words NAME=VALUE; 0 if all of it was right.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUFFER_SIZE  (1 << 16)
#define EVENTS_MAX   256
#define TRIES_MAX    15
#define DEADLINE_NS  (120 * UINT64_C(1000000000))
#define MAPPED_MAX   (1 << 30)
#define CHUNK_SIZE   (1 << 20)
#define SOCKET_BYTES (4 << 20)

struct client {
	int fd;
	bool heard; /* something came, and we answer there */
	bool done;
	bool gap_told; /* this gap was answered already */
	unsigned blksize, windowsize, in_window, tries;
	uint64_t block; /* the last one in order */
	uint64_t bytes;
	uint64_t first_ns, heard_ns, end_ns;
	uint8_t last[600]; /* sent last, to be repeated */
	size_t last_len;
};

static struct sockaddr_in server = {.sin_family = AF_INET};
static const uint8_t *wanted;
static uint64_t wanted_size;
static int wanted_fd;
static struct client *clients;
static unsigned n_clients, n_done, n_failed, blksize, windowsize;
static uint64_t retransmits, duplicates, gaps, timer_ns, begun_ns;
static int epoll_fd;

static uint64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

static void
transmit(struct client *c)
{
	const struct sockaddr *to = (const struct sockaddr *)&server;

	/* A full buffer is a packet lost. */
	(void)sendto(c->fd, c->last, c->last_len, MSG_DONTWAIT,
	    c->heard ? NULL : to, c->heard ? 0 : sizeof(server));
}

static void
acknowledge(struct client *c)
{
	const uint8_t ack[] = {
	    0, 4, (uint8_t)(c->block >> 8), (uint8_t)c->block};

	memcpy(c->last, ack, sizeof(ack));
	c->last_len = sizeof(ack);
	c->in_window = 0;
	transmit(c);
}

static size_t
option_put(uint8_t *at, const char *name, unsigned value)
{
	return (size_t)sprintf((char *)at, "%s%c%u", name, 0, value) + 1;
}

static void
begin(struct client *c, const char *name)
{
	const int one = 1, size = SOCKET_BYTES;
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
	uint8_t *at = c->last + 2;

	c->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (c->fd < 0 ||
	    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &event) != 0) {
		die("socket");
	}
	if (windowsize > 1) {
		(void)setsockopt(
		    c->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
		(void)setsockopt(
		    c->fd, IPPROTO_UDP, UDP_GRO, &one, sizeof(one));
	}
	c->last[1] = 1;
	at += sprintf((char *)at, "%s%coctet", name, 0) + 1;
	if (blksize != 512) {
		at += option_put(at, "blksize", blksize);
	}
	if (windowsize > 1) {
		at += option_put(at, "windowsize", windowsize);
	}
	c->last_len = (size_t)(at - c->last);
	c->blksize = 512;
	c->windowsize = 1;
	c->heard_ns = now_ns();
	transmit(c);
}

static void
end(struct client *c, const char *why, uint64_t now)
{
	if (why != NULL) {
		n_failed++;
		fprintf(stderr, "client %ld: %s at byte %llu\n",
		    (long)(c - clients), why, (unsigned long long)c->bytes);
	}
	c->done = true;
	c->end_ns = now;
	n_done++;
	close(c->fd);
}

static void
take_oack(struct client *c, const uint8_t *packet, size_t len)
{
	const char *at = (const char *)packet + 2;
	const char *stop = (const char *)packet + len;

	while (at < stop) {
		const char *value = at + strlen(at) + 1;

		if (value < stop && strcmp(at, "blksize") == 0) {
			c->blksize = (unsigned)atoi(value);
		} else if (value < stop && strcmp(at, "windowsize") == 0) {
			c->windowsize = (unsigned)atoi(value);
		}
		at = value < stop ? value + strlen(value) + 1 : stop;
	}
	if (c->block == 0) {
		acknowledge(c);
	}
}

/* A block that was not expected. */
static void
take_other(struct client *c, int16_t ahead)
{
	if (ahead > 0 && !c->gap_told) {
		gaps++;
		c->gap_told = true;
		acknowledge(c);
	} else if (ahead <= 0) {
		duplicates++;
		if (ahead == -1 && c->windowsize == 1) {
			acknowledge(c); /* our last one was lost */
		}
	}
}

/*
 * What the file has there.  A large one is read by pieces: mapped, its holes
 * would become memory.
 */
static const uint8_t *
wanted_at(uint64_t offset, size_t size)
{
	static uint8_t chunk[CHUNK_SIZE];
	static uint64_t at;
	static size_t len;

	if (wanted != NULL) {
		return wanted + offset;
	}
	if (offset < at || offset + size > at + len) {
		ssize_t n =
		    pread(wanted_fd, chunk, sizeof(chunk), (off_t)offset);

		if (n < (ssize_t)size) {
			die("pread");
		}
		at = offset;
		len = (size_t)n;
	}
	return chunk + (offset - at);
}

static void
take_data(struct client *c, const uint8_t *packet, size_t len, uint64_t now)
{
	uint16_t block = (uint16_t)(packet[2] << 8 | packet[3]);
	int16_t ahead = (int16_t)(block - (uint16_t)(c->block + 1));
	size_t size = len - 4;

	if (ahead != 0) {
		take_other(c, ahead);
		return;
	}
	if (size > wanted_size - c->bytes ||
	    memcmp(packet + 4, wanted_at(c->bytes, size), size) != 0) {
		end(c, "wrong bytes", now);
		return;
	}
	c->bytes += size;
	c->block++;
	c->gap_told = false;
	c->tries = 0;
	if (++c->in_window == c->windowsize || size < c->blksize) {
		acknowledge(c);
	}
	if (size < c->blksize) {
		end(c, c->bytes == wanted_size ? NULL : "too short", now);
	}
}

static void
take(struct client *c, uint8_t *packet, size_t len, uint64_t now)
{
	if (c->done || len < 4) {
		return;
	}
	if (c->first_ns == 0) {
		c->first_ns = now;
	}
	c->heard_ns = now;
	packet[len] = '\0';
	if (packet[1] == 6) {
		take_oack(c, packet, len);
	} else if (packet[1] == 3) {
		take_data(c, packet, len, now);
	} else if (packet[1] == 5) {
		end(c, (char *)packet + 4, now);
	}
}

/* UDP_GRO: how large the datagrams are that came as one. */
static size_t
segment_of(struct msghdr *message, size_t len)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int size;

	if (header == NULL || header->cmsg_type != UDP_GRO) {
		return len;
	}
	memcpy(&size, CMSG_DATA(header), sizeof(size));
	return (size_t)size;
}

static void
connect_to(struct client *c, const struct sockaddr_in *peer)
{
	if (!c->heard) {
		if (connect(c->fd, (const struct sockaddr *)peer,
			sizeof(*peer)) != 0) {
			die("connect");
		}
		c->heard = true;
	}
}

static void
receive(struct client *c)
{
	static uint8_t buf[BUFFER_SIZE + 1], packet[BUFFER_SIZE + 1];
	uint64_t now = now_ns();

	while (!c->done) {
		char control[64];
		struct sockaddr_in peer;
		struct iovec part = {buf, BUFFER_SIZE};
		struct msghdr message = {.msg_name = &peer,
		    .msg_namelen = sizeof(peer),
		    .msg_iov = &part,
		    .msg_iovlen = 1,
		    .msg_control = control,
		    .msg_controllen = sizeof(control)};
		ssize_t len = recvmsg(c->fd, &message, MSG_DONTWAIT);
		size_t segment;

		if (len < 0) {
			return;
		}
		connect_to(c, &peer);
		segment = segment_of(&message, (size_t)len);
		for (size_t at = 0; at < (size_t)len; at += segment) {
			size_t left = (size_t)len - at;

			left = left < segment ? left : segment;
			memcpy(packet, buf + at, left);
			take(c, packet, left, now);
		}
		if (windowsize == 1) {
			return; /* there is no more */
		}
	}
}

static void
look_at_timers(uint64_t now)
{
	for (unsigned i = 0; i < n_clients; i++) {
		struct client *c = &clients[i];

		if (c->done || now - c->heard_ns < timer_ns) {
			continue;
		}
		if (++c->tries > TRIES_MAX) {
			end(c, "no answer", now);
			continue;
		}
		retransmits++;
		c->heard_ns = now;
		c->in_window = 0;
		c->gap_told = false;
		transmit(c);
	}
}

static void
go_on(void)
{
	struct epoll_event events[EVENTS_MAX];
	uint64_t looked_ns = begun_ns, now = begun_ns;

	while (n_done < n_clients && now - begun_ns < DEADLINE_NS) {
		int n = epoll_wait(epoll_fd, events, EVENTS_MAX, 20);

		for (int i = 0; i < n; i++) {
			receive(events[i].data.ptr);
		}
		now = now_ns();
		if (now - looked_ns > timer_ns / 10) {
			looked_ns = now;
			look_at_timers(now);
		}
	}
}

static void
map_file(const char *path)
{
	struct stat status;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &status) != 0) {
		die(path);
	}
	wanted_size = (uint64_t)status.st_size;
	wanted_fd = fd;
	if (wanted_size > MAPPED_MAX) {
		return;
	}
	wanted = mmap(
	    NULL, wanted_size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
	if (wanted == MAP_FAILED) {
		die(path);
	}
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
print(void)
{
	uint64_t *first = calloc(n_clients, sizeof(*first));
	uint64_t bytes = 0, end_ns = begun_ns;

	for (unsigned i = 0; i < n_clients; i++) {
		const struct client *c = &clients[i];

		bytes += c->bytes;
		first[i] =
		    c->first_ns == 0 ? DEADLINE_NS : c->first_ns - begun_ns;
		end_ns = c->end_ns > end_ns ? c->end_ns : end_ns;
	}
	qsort(first, n_clients, sizeof(*first), compare);
	printf("bytes=%llu seconds=%.4f failed=%u windowsize=%u "
	       "first_p99_ms=%.2f retransmits=%llu duplicates=%llu gaps=%llu\n",
	    (unsigned long long)bytes, (double)(end_ns - begun_ns) / 1e9,
	    n_failed + n_clients - n_done, clients[0].windowsize,
	    (double)first[(n_clients - 1) * 99 / 100] / 1e6,
	    (unsigned long long)retransmits, (unsigned long long)duplicates,
	    (unsigned long long)gaps);
	free(first);
}

int
main(int argc, char **argv)
{
	struct rlimit files;

	if (argc != 9) {
		fprintf(stderr, "usage: see the file\n");
		return 2;
	}
	server.sin_addr.s_addr = inet_addr(argv[1]);
	server.sin_port = htons((uint16_t)atoi(argv[2]));
	map_file(argv[4]);
	n_clients = (unsigned)atoi(argv[5]);
	blksize = (unsigned)atoi(argv[6]);
	windowsize = (unsigned)atoi(argv[7]);
	timer_ns = (uint64_t)atoi(argv[8]) * 1000000;
	(void)getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files);
	clients = calloc(n_clients, sizeof(*clients));
	epoll_fd = epoll_create1(0);
	begun_ns = now_ns();
	for (unsigned i = 0; i < n_clients; i++) {
		begin(&clients[i], argv[3]);
	}
	go_on();
	print();
	return n_failed > 0 || n_done < n_clients ? 1 : 0;
}
