/* SPDX-License-Identifier: ISC */
/* What workers of nbdd are told. */
#include "conf/brief.h"

#include "common/conf_fresh.h"
#include "common/conf_say.h"

static struct bw_conf_export items[BW_CONF_EXPORTS_MAX];
static uint8_t buf[1 << 20];

static size_t
build(const char *text)
{
	struct bw_writer writer;

	feed_good(&conf, text);
	ck_assert_uint_le(bw_conf_brief_size(&conf), sizeof(buf));
	bw_writer_init(&writer, buf, bw_conf_brief_size(&conf));
	bw_conf_brief_build(&conf, &writer);
	ck_assert_int_eq(bw_writer_end(&writer), 0);
	return writer.len;
}

static const char text[] =
    "[bootward]\nsandbox = degraded\n[logger]\nlevel = warning\n"
    "[nbdd]\npeer_timeout = 7\ndefault_export = two\n"
    "[export one]\npath = /secret\ncow = keep\noffset = 3Ti\nsize = 512\n"
    "[export two]\npath = /b\nwrite = shared\ndescription = The second\n";

START_TEST(conf_brief_tells_of_exports_but_not_where_they_are)
{
	enum bw_log_level level;
	struct bw_conf told;
	size_t len = build(text);
	const struct bw_conf_export *one, *two;

	ck_assert_int_eq(
	    bw_conf_brief_parse(buf, len, items, &told, &level), 0);
	ck_assert_int_eq(level, BW_LOG_LEVEL_WARNING);
	ck_assert(told.bootward.degraded);
	ck_assert_uint_eq(told.nbdd.peer_timeout_ms, 7000);
	ck_assert_uint_eq(told.nbdd.exports.n, 2);
	one = bw_conf_export_find(&told, "one");
	two = bw_conf_export_find(&told, "");
	ck_assert_str_eq(two->name, "two");
	ck_assert_str_eq(two->description, "The second");
	ck_assert(two->write_shared && two->cow == BW_CONF_COW_NONE);
	ck_assert(!one->write_shared && one->cow == BW_CONF_COW_KEEP);
	ck_assert_uint_eq(one->offset, UINT64_C(3) << 40);
	ck_assert_uint_eq(one->size, 512);
	ck_assert_str_eq(one->path, "");
	ck_assert_ptr_null(memmem(buf, len, "secret", 6));
}
END_TEST

START_TEST(conf_brief_parse_refuses_every_prefix)
{
	enum bw_log_level level;
	struct bw_conf told;
	size_t len = build(text);

	for (size_t i = 0; i < len; i++) {
		uint8_t *exact = malloc(i > 0 ? i : 1);

		ck_assert_ptr_nonnull(exact);
		memcpy(exact, buf, i);
		ck_assert_int_eq(
		    bw_conf_brief_parse(exact, i, items, &told, &level),
		    -EBADMSG);
		free(exact);
	}
	buf[len] = 0;
	ck_assert_int_eq(
	    bw_conf_brief_parse(buf, len + 1, items, &told, &level), -EBADMSG);
	buf[0] = BW_LOG_LEVEL_DEBUG + 1;
	ck_assert_int_eq(
	    bw_conf_brief_parse(buf, len, items, &told, &level), -EBADMSG);
}
END_TEST

START_TEST(conf_brief_tells_of_as_many_exports_as_there_may_be)
{
	static char many[BW_CONF_EXPORTS_MAX * 40];
	enum bw_log_level level;
	struct bw_conf told;
	size_t at = 0, len;

	for (int i = 0; i < BW_CONF_EXPORTS_MAX; i++) {
		at += (size_t)snprintf(many + at, sizeof(many) - at,
		    "[export e%d]\npath = /x\n", i);
	}
	len = build(many);
	ck_assert_int_eq(
	    bw_conf_brief_parse(buf, len, items, &told, &level), 0);
	ck_assert_uint_eq(told.nbdd.exports.n, BW_CONF_EXPORTS_MAX);
	ck_assert_str_eq(items[BW_CONF_EXPORTS_MAX - 1].name, "e1023");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_brief");
	TCase *tc = tcase_create("conf_brief");

	suite_add_tcase(suite, tc);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, conf_brief_tells_of_exports_but_not_where_they_are);
	tcase_add_test(tc, conf_brief_parse_refuses_every_prefix);
	tcase_add_test(tc, conf_brief_tells_of_as_many_exports_as_there_may_be);
	return unit_main(suite);
}
