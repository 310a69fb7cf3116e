/* SPDX-License-Identifier: ISC */
/* For the tests of the handshake: options go in, their replies are read. */
#ifndef BW_TESTS_NBDD_OPTIONS_H
#define BW_TESTS_NBDD_OPTIONS_H

#include "nbdd/client.h"

static struct bw_conf_export export_items[] = {
    {.name = "root", .path = "/r", .description = "system of the lab"},
    {.name = "other", .path = "/o", .description = ""},
};
static const struct bw_conf_exports exports = {export_items, 2};
static const uint8_t image[8192];
static struct fake fake;
static uint8_t script[1 << 18];
static struct bw_writer client;
static size_t checked; /* bytes of the server that were looked at */

static inline void
setup(void)
{
	fake_init(&fake, &exports, image, sizeof(image));
	bw_writer_init(&client, script, sizeof(script));
	checked = GREETING_SIZE;
}

static inline void
teardown(void)
{
	fake_fini(&fake);
}

/* The next reply to an option; returns its data. */
static inline struct bw_reader
next_reply(uint32_t option, uint32_t type)
{
	struct bw_reader r, data;
	uint32_t len;

	bw_reader_init(&r, fake.sent + checked, fake.n_sent - checked);
	ck_assert_uint_eq(bw_reader_u64(&r), UINT64_C(0x3e889045565a9));
	ck_assert_uint_eq(bw_reader_u32(&r), option);
	ck_assert_uint_eq(bw_reader_u32(&r), type);
	len = bw_reader_u32(&r);
	data = bw_reader_sub(&r, len);
	ck_assert_int_eq(bw_reader_check(&r), 0);
	checked += 20 + len;
	return data;
}

static inline void
expect_silence(void)
{
	ck_assert_uint_eq(checked, fake.n_sent);
}

static inline void
expect_reply(uint32_t option, uint32_t type)
{
	(void)next_reply(option, type);
}

#endif
