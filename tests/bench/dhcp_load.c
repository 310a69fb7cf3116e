/* SPDX-License-Identifier: ISC */
/*
 * Load for DHCP servers: new machines that go from DISCOVER to ACK, each with
 * a MAC of its own, asking for broadcast answers so that one socket hears all.
 *
 *	dhcp_load INTERFACE FIRST SECONDS OUTSTANDING|0 RATE
 *	    so many under way all the while, or (0) RATE of them begun a second
 *	dhcp_load INTERFACE FIRST offer
 *	    how long until the first OFFER, asking every 5 ms
 *
 * Prints "done=N lost=N twice=N seconds=S p50_ms=T p99_ms=T" or "offer_ms=T".
 */
#include <arpa/inet.h>
#include <err.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define MACHINES    (1u << 20)
#define GIVE_UP_S   1.0
#define PACKET_SIZE 300
#define OPTIONS_AT  240

enum {
	DISCOVER = 1,
	OFFER = 2,
	REQUEST = 3,
	ACK = 5
};
enum state {
	NEW,
	ASKED,
	REQUESTED,
	DONE,
	LOST
};

struct machine {
	enum state state;
	double since, begun;
};

static struct machine *machines;
static double *times;
static uint32_t first, n_begun, n_offers, n_done, n_lost, n_twice;
static uint8_t *given; /* addresses, a bit each */
static int fd;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
put_u32(uint8_t *at, uint32_t value)
{
	value = htonl(value);
	memcpy(at, &value, sizeof(value));
}

static void
say(uint32_t n, uint8_t type, const uint8_t *address, const uint8_t *server)
{
	static const uint8_t asks[] = {55, 8, 1, 3, 6, 12, 15, 54, 66, 67};
	const struct sockaddr_in all = {
	    .sin_family = AF_INET,
	    .sin_port = htons(67),
	    .sin_addr.s_addr = INADDR_BROADCAST,
	};
	uint8_t packet[PACKET_SIZE] = {1, 1, 6};
	uint8_t *at = packet + OPTIONS_AT;

	put_u32(packet + 4, n);
	packet[10] = 0x80;
	packet[28] = 2;
	packet[29] = 0xbe;
	put_u32(packet + 30, first + n);
	memcpy(packet + 236, "\x63\x82\x53\x63\x35\x01", 6);
	at[2] = type;
	at += 3;
	if (type == REQUEST) {
		memcpy(at, "\x32\x04", 2);
		memcpy(at + 2, address, 4);
		memcpy(at + 6, "\x36\x04", 2);
		memcpy(at + 8, server, 4);
		at += 12;
	}
	memcpy(at, asks, sizeof(asks));
	at[sizeof(asks)] = 255;
	(void)sendto(fd, packet, sizeof(packet), 0,
	    (const struct sockaddr *)&all, sizeof(all));
}

static const uint8_t *
option(const uint8_t *packet, size_t len, uint8_t code)
{
	size_t at = OPTIONS_AT;

	while (at + 2 <= len && packet[at] != 255) {
		if (packet[at] == 0) {
			at++;
		} else if (at + 2 + packet[at + 1] > len) {
			break;
		} else if (packet[at] == code) {
			return packet + at + 2;
		} else {
			at += 2u + packet[at + 1];
		}
	}
	return NULL;
}

static void
finish(struct machine *m, const uint8_t *address)
{
	uint32_t bit =
	    (uint32_t)address[1] << 16 | (uint32_t)address[2] << 8 | address[3];

	m->state = DONE;
	times[n_done++] = now() - m->begun;
	n_twice += (given[bit / 8] >> bit % 8) & 1;
	given[bit / 8] |= (uint8_t)(1u << bit % 8);
}

/* Returns the kind of message that was heard, or 0. */
static int
hear(void)
{
	uint8_t packet[1500];
	ssize_t len = recv(fd, packet, sizeof(packet), MSG_DONTWAIT);
	const uint8_t *type, *server;
	struct machine *m;
	uint32_t n;

	if (len < 0) {
		return 0;
	}
	if (len <= OPTIONS_AT || packet[0] != 2) {
		return -1;
	}
	memcpy(&n, packet + 4, sizeof(n));
	n = ntohl(n);
	type = option(packet, (size_t)len, 53);
	server = option(packet, (size_t)len, 54);
	if (n >= n_begun || type == NULL || server == NULL) {
		return -1;
	}
	m = &machines[n];
	if (*type == OFFER && m->state == ASKED) {
		n_offers++;
		m->state = REQUESTED;
		m->since = now();
		say(n, REQUEST, packet + 16, server);
	} else if (*type == ACK && m->state == REQUESTED) {
		finish(m, packet + 16);
	}
	return *type;
}

static void
begin(void)
{
	struct machine *m = &machines[n_begun];

	if (n_begun + 1 == MACHINES) {
		errx(1, "too many");
	}
	m->state = ASKED;
	m->since = m->begun = now();
	n_begun++;
	say(n_begun - 1, DISCOVER, NULL, NULL);
}

static void
give_up(void)
{
	static uint32_t oldest;
	double limit = now() - GIVE_UP_S;

	while (oldest < n_begun && machines[oldest].since < limit) {
		struct machine *m = &machines[oldest++];

		if (m->state == ASKED || m->state == REQUESTED) {
			m->state = LOST;
			n_lost++;
		}
	}
}

static void
wait_ms(int ms)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	(void)poll(&ready, 1, ms);
	while (hear() != 0) {
	}
}

static int
by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
load(double seconds, uint32_t outstanding, double rate)
{
	double start = now(), t = start;

	for (; t - start < seconds; t = now()) {
		while (outstanding > 0 ? n_begun - n_done - n_lost < outstanding
				       : n_begun < (t - start) * rate) {
			begin();
		}
		wait_ms(1);
		give_up();
	}
	qsort(times, n_done, sizeof(*times), by_time);
	printf("done=%u lost=%u twice=%u seconds=%f p50_ms=%.3f p99_ms=%.3f\n",
	    n_done, n_lost, n_twice, t - start,
	    n_done > 0 ? times[n_done / 2] * 1e3 : 0,
	    n_done > 0 ? times[n_done * 99 / 100] * 1e3 : 0);
}

static void
first_offer(void)
{
	double start = now();

	do {
		begin();
		wait_ms(5);
	} while (n_offers == 0 && now() - start < 60);
	printf("offer_ms=%.1f\n", (now() - start) * 1e3);
}

int
main(int argc, char **argv)
{
	const struct sockaddr_in any = {
	    .sin_family = AF_INET, .sin_port = htons(68)};
	const int yes = 1, room = 8 << 20;

	if (argc < 4) {
		errx(2, "INTERFACE FIRST SECONDS OUTSTANDING RATE | offer");
	}
	first = (uint32_t)strtoul(argv[2], NULL, 10);
	machines = calloc(MACHINES, sizeof(*machines));
	times = calloc(MACHINES, sizeof(*times));
	given = calloc(1, (1u << 24) / 8);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof(yes));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	(void)setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, argv[1],
	    (socklen_t)strlen(argv[1]));
	if (machines == NULL || times == NULL || given == NULL ||
	    bind(fd, (const struct sockaddr *)&any, sizeof(any)) != 0) {
		err(1, "start");
	}
	if (strcmp(argv[3], "offer") == 0) {
		first_offer();
	} else if (argc == 6) {
		load(strtod(argv[3], NULL),
		    (uint32_t)strtoul(argv[4], NULL, 10),
		    strtod(argv[5], NULL));
	}
	return 0;
}
