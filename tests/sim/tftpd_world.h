/* SPDX-License-Identifier: ISC */
/*
 * A network that loses, doubles, delays and reorders packets, a clock, a file,
 * and what both ends have in common, for whole transfers in either direction.
 */
#ifndef BW_TESTS_TFTPD_WORLD_H
#define BW_TESTS_TFTPD_WORLD_H

#include "tftpd_scenarios.h"
#include "transfer.h"
#include "unit.h"

#define FLIGHT_MAX  2048 /* packets under way */
#define PAYLOAD_MAX 1500
#define START_US    (1000 * MS)
#define LIMIT_US    (900000 * (uint64_t)MS) /* a longer run has failed */

/* check's own assertions cost a system call each, met or not */
#define must(condition)                                                        \
	do {                                                                   \
		if (!(condition)) {                                            \
			ck_abort_msg(                                          \
			    "%s, seed %u: %s", sc->name, seed, #condition);    \
		}                                                              \
	} while (0)

struct flight {
	bool used;
	bool to_server;
	uint64_t due_us;
	uint64_t order; /* first come of those due at once */
	size_t len;
	uint8_t bytes[PAYLOAD_MAX];
};

static const struct scenario *sc;
static unsigned seed;
static uint64_t now;
static uint64_t random_state;
static struct flight flights[FLIGHT_MAX];
static uint64_t n_flights;

static inline unsigned
random_below(unsigned n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return n == 0 ? 0 : (unsigned)((random_state >> 16) % n);
}

static inline void
launch(bool to_server, const uint8_t *bytes, size_t len)
{
	size_t i = 0;

	must(len <= PAYLOAD_MAX);
	while (flights[i].used) {
		i++;
		must(i < FLIGHT_MAX);
	}
	flights[i] = (struct flight){
	    .used = true,
	    .to_server = to_server,
	    .due_us =
		now + sc->delay_us +
		(random_below(1000) < sc->late ? random_below(sc->late_us) : 0),
	    .order = n_flights++,
	    .len = len,
	};
	memcpy(flights[i].bytes, bytes, len);
}

static inline void
put_on_wire(bool to_server, const uint8_t *bytes, size_t len)
{
	if (random_below(1000) < sc->loss) {
		return;
	}
	launch(to_server, bytes, len);
	if (random_below(1000) < sc->twice) {
		launch(to_server, bytes, len);
	}
}

static inline struct flight *
next_flight(void)
{
	struct flight *first = NULL;

	for (size_t i = 0; i < FLIGHT_MAX; i++) {
		struct flight *f = &flights[i];

		if (f->used && (first == NULL || f->due_us < first->due_us ||
				   (f->due_us == first->due_us &&
				       f->order < first->order))) {
			first = f;
		}
	}
	return first;
}

/* The file: netascii has much to translate in it. */
static inline uint8_t
byte_at(uint64_t offset)
{
	static const uint8_t some[] = "\r\n\n\rab\r\r\ncd";

	if (sc->mode[0] == 'n') {
		return some[(offset * 7 + offset / 11) % (sizeof(some) - 1)];
	}
	return (uint8_t)(offset * 131 + offset / 251);
}

/* The same for the same seed. */
static inline void
world_begin(void)
{
	now = START_US;
	n_flights = 0;
	random_state = seed * 0x9e3779b97f4a7c15u + 1;
	memset(flights, 0, sizeof(flights));
}

/* ---- the two ends ---- */

static struct {
	bool began;
	struct tftp_transfer transfer;
} server;

static struct {
	bool heard; /* an answer came */
	bool done;
	unsigned blksize, windowsize, rollover;
	uint64_t due_us;
} client;

/* What each simulation has them do. */
static void server_receive(const uint8_t *bytes, size_t len);
static void server_send(void);
static void client_ask(void);
static void client_receive(const uint8_t *bytes, size_t len);
static void client_go_on(void); /* nothing came for so long */

static inline unsigned
option_of(const uint8_t *bytes, size_t len, const char *name, unsigned unset)
{
	for (size_t at = 2; at < len;) {
		const char *key = (const char *)bytes + at;
		const char *value = key + strlen(key) + 1;

		at += strlen(key) + strlen(value) + 2;
		if (strcmp(key, name) == 0) {
			return (unsigned)atoi(value);
		}
	}
	return unset;
}

static inline uint64_t
earliest(const struct flight *flight)
{
	uint64_t at = flight != NULL ? flight->due_us : UINT64_MAX;

	if (!client.done && client.due_us < at) {
		at = client.due_us;
	}
	if (server.began && !server.transfer.ended &&
	    server.transfer.due_us < at) {
		at = server.transfer.due_us;
	}
	return at;
}

static inline void
client_tick(void)
{
	if (now < client.due_us || client.done) {
		return;
	}
	client.due_us = now + sc->client_us;
	if (client.heard) {
		client_go_on();
	} else {
		client_ask();
	}
}

static inline bool
step(void)
{
	struct flight *flight = next_flight();
	uint64_t at = earliest(flight);

	if (at == UINT64_MAX || (client.done && server.transfer.ended)) {
		return false;
	}
	must(at <= LIMIT_US);
	now = at > now ? at : now;
	if (flight != NULL && flight->due_us <= now) {
		struct flight arrived = *flight;

		flight->used = false;
		if (arrived.to_server) {
			server_receive(arrived.bytes, arrived.len);
		} else {
			client_receive(arrived.bytes, arrived.len);
		}
	}
	client_tick();
	if (server.began) {
		tftp_transfer_tick(&server.transfer, now);
		server_send();
	}
	return true;
}

/* From the first question until nobody has anything to do. */
static inline void
world_run(void)
{
	memset(&server, 0, sizeof(server));
	memset(&client, 0, sizeof(client));
	client_ask();
	client.due_us = now + sc->client_us;
	while (step()) {
	}
}

#endif
