/* SPDX-License-Identifier: ISC */
/*
 * A network that loses, doubles, delays and reorders packets, a clock, and a
 * file, for whole transfers in either direction.
 */
#ifndef BW_TESTS_TFTPD_WORLD_H
#define BW_TESTS_TFTPD_WORLD_H

#include "tftpd_scenarios.h"
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

#endif
