/* SPDX-License-Identifier: ISC */
/* What the tests of conf share: texts in, complaints and text out. */
#ifndef BW_TESTS_CONF_SAY_H
#define BW_TESTS_CONF_SAY_H

#include <stdio.h>

#include "unit.h"

#include "conf/conf.h"

#define SAID_MAX 64

struct said {
	size_t n;
	char lines[SAID_MAX][600];
};

static inline void
say(void *arg, const char *message)
{
	struct said *said = arg;

	ck_assert_uint_lt(said->n, SAID_MAX);
	ck_assert_uint_lt(strlen(message), sizeof(said->lines[0]));
	strcpy(said->lines[said->n++], message);
}

/* Read text, in a block of its exact size, on top of conf. */
static inline int
feed_bytes(
    struct bw_conf *conf, const char *text, size_t len, struct said *said)
{
	uint8_t *block = unit_exact(text, len);
	int error;

	*said = (struct said){0};
	error = bw_conf_read(conf, "t.ini", (char *)block, len, say, said);
	ck_assert_int_eq(error, said->n == 0 ? 0 : -EBADMSG);
	free(block);
	return error;
}

static inline int
feed(struct bw_conf *conf, const char *text, struct said *said)
{
	return feed_bytes(conf, text, strlen(text), said);
}

/* Read text that must be right. */
static inline void
feed_good(struct bw_conf *conf, const char *text)
{
	struct said said;

	feed(conf, text, &said);
	ck_assert_msg(said.n == 0, "%s", said.lines[0]);
}

/* Read text with one mistake; this is the complaint. */
static inline void
feed_bad(const char *text, const char *complaint)
{
	struct bw_conf conf;
	struct said said;

	bw_conf_init(&conf);
	feed(&conf, text, &said);
	ck_assert_uint_eq(said.n, 1);
	ck_assert_str_eq(said.lines[0], complaint);
	bw_conf_fini(&conf);
}

/* The caller frees it. */
static inline char *
dump(const struct bw_conf *conf)
{
	char *text;
	size_t len;

	ck_assert_int_eq(bw_conf_dump(conf, &text, &len), 0);
	ck_assert_uint_eq(strlen(text), len);
	return text;
}

static inline void
expect_same_pairs(const struct bw_conf_pairs *a, const struct bw_conf_pairs *b)
{
	ck_assert_uint_eq(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		ck_assert_str_eq(a->items[i].name, b->items[i].name);
		ck_assert_str_eq(a->items[i].value, b->items[i].value);
	}
}

/* Free text is where writing could lose something unseen. */
static inline void
expect_same_texts(const struct bw_conf *a, const struct bw_conf *b)
{
	ck_assert_str_eq(a->bootward.state_dir, b->bootward.state_dir);
	ck_assert_str_eq(a->logger.file, b->logger.file);
	if (a->tftpd.enabled) {
		ck_assert_str_eq(a->tftpd.root, b->tftpd.root);
		expect_same_pairs(&a->tftpd.filters, &b->tftpd.filters);
	}
	if (a->bootpd.enabled) {
		ck_assert_str_eq(
		    a->bootpd.settings.domain, b->bootpd.settings.domain);
		expect_same_pairs(&a->bootpd.bootfile, &b->bootpd.bootfile);
	}
}

/* What is written must read back without complaint to the same. */
static inline void
expect_round_trip(const struct bw_conf *conf)
{
	char *first = dump(conf), *second;
	struct bw_conf again;

	bw_conf_init(&again);
	feed_good(&again, first);
	second = dump(&again);
	ck_assert_str_eq(first, second);
	expect_same_texts(conf, &again);
	free(first);
	free(second);
	bw_conf_fini(&again);
}

#endif
