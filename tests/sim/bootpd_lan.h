/* SPDX-License-Identifier: ISC */
/*
 * A network for the simulation: a made-up clock, and packets that, while it is
 * bad, are lost, doubled and overtake each other.  All from one seed.
 */
#ifndef BOOTPD_LAN_H
#define BOOTPD_LAN_H

#include "unit.h"

#define PACKETS_MAX 20000u

struct flight {
	bool used;
	bool to_server;
	uint64_t due_ms;
	uint32_t client;
	size_t len;
	uint8_t bytes[600];
};

static struct flight flights[PACKETS_MAX];
static size_t n_flights; /* slots ever used */
static uint64_t now_ms;
static uint32_t random_state;
static bool bad;

static uint32_t
roll(uint32_t below)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % below;
}

static bool
chance(uint32_t in_1000)
{
	return bad && roll(1000) < in_1000;
}

static void
fly_once(bool to_server, uint32_t client, const uint8_t *bytes, size_t len)
{
	size_t i = 0;

	ck_assert_uint_le(len, sizeof(flights[0].bytes));
	while (i < n_flights && flights[i].used) {
		i++;
	}
	if (i == PACKETS_MAX) {
		return; /* as full networks do */
	}
	n_flights = i == n_flights ? n_flights + 1 : n_flights;
	flights[i].used = true;
	flights[i].to_server = to_server;
	flights[i].due_ms = now_ms + 1 + roll(bad ? 400 : 5);
	flights[i].client = client;
	flights[i].len = len;
	memcpy(flights[i].bytes, bytes, len);
}

static void
fly(bool to_server, uint32_t client, const uint8_t *bytes, size_t len)
{
	if (!chance(200)) {
		fly_once(to_server, client, bytes, len);
	}
	if (chance(100)) {
		fly_once(to_server, client, bytes, len);
	}
}

static void
lan_begin(uint32_t seed)
{
	memset(flights, 0, sizeof(flights));
	n_flights = 0;
	now_ms = 1000;
	random_state = seed * 7919 + 1;
	bad = false;
}

#endif
