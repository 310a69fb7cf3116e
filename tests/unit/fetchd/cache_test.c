/* SPDX-License-Identifier: ISC */
/* What is cached, what goes, and the records of it. */
#include "cache.h"

#include <stdio.h>

#include "record.h"
#include "unit.h"

static struct fetch_cache cache;

static void
setup(void)
{
	memset(&cache, 0, sizeof(cache));
	cache.max_bytes = 100;
}

static struct fetch_entry *
add(const char *url, uint64_t size)
{
	struct fetch_entry *entry = fetch_cache_add(&cache, url, 0, size);

	ck_assert_ptr_nonnull(entry);
	entry->state = FETCH_STATE_WHOLE;
	return entry;
}

START_TEST(cache_finds_what_was_added)
{
	char url[32];

	cache.max_bytes = UINT64_MAX;
	for (int i = 0; i < FETCH_ENTRIES_MAX; i++) {
		snprintf(url, sizeof(url), "http://m/%d", i);
		ck_assert_uint_eq(add(url, 1)->number, (uint64_t)i + 1);
	}
	ck_assert_ptr_null(fetch_cache_add(&cache, "one more", 0, 1));
	for (int i = 0; i < FETCH_ENTRIES_MAX; i += 2) {
		snprintf(url, sizeof(url), "http://m/%d", i);
		fetch_cache_remove(&cache, fetch_cache_find(&cache, url));
	}
	for (int i = 0; i < FETCH_ENTRIES_MAX; i++) {
		snprintf(url, sizeof(url), "http://m/%d", i);
		ck_assert_int_eq(fetch_cache_find(&cache, url) != NULL, i % 2);
	}
	ck_assert_uint_eq(cache.bytes, FETCH_ENTRIES_MAX / 2);
	/* numbers are not used again */
	ck_assert_uint_eq(add("x", 1)->number, FETCH_ENTRIES_MAX + 1);
}
END_TEST

START_TEST(cache_victim_is_what_was_used_longest_ago)
{
	bool done;
	struct fetch_entry *a = add("a", 40), *b = add("b", 40);

	ck_assert_ptr_null(fetch_cache_victim(&cache, 20, &done));
	ck_assert(done);
	ck_assert_ptr_eq(fetch_cache_victim(&cache, 21, &done), a);
	fetch_cache_use(&cache, a);
	ck_assert_ptr_eq(fetch_cache_victim(&cache, 21, &done), b);
	b->state = FETCH_STATE_PART; /* it is being downloaded: it stays */
	ck_assert_ptr_eq(fetch_cache_victim(&cache, 21, &done), a);
	a->state = FETCH_STATE_PART;
	ck_assert_ptr_null(fetch_cache_victim(&cache, 21, &done));
	ck_assert(!done);
	ck_assert(fetch_cache_fits(&cache, 100));
	ck_assert(!fetch_cache_fits(&cache, 101));
}
END_TEST

START_TEST(cache_victim_makes_room_for_one_entry_more)
{
	bool done;
	char url[32];

	for (int i = 0; i < FETCH_ENTRIES_MAX; i++) {
		snprintf(url, sizeof(url), "%d", i);
		add(url, 0);
	}
	ck_assert_str_eq(fetch_cache_victim(&cache, 0, &done)->url, "0");
	ck_assert(!done);
}
END_TEST

START_TEST(cache_remembers_refusals_for_a_while)
{
	char url[32];

	fetch_cache_miss(&cache, "a", -ENOENT, 100);
	ck_assert_int_eq(fetch_cache_missed(&cache, "a", 99), -ENOENT);
	ck_assert_int_eq(fetch_cache_missed(&cache, "a", 100), 0);
	ck_assert_int_eq(fetch_cache_missed(&cache, "b", 99), 0);
	for (int i = 0; i < FETCH_MISSES_MAX; i++) {
		snprintf(url, sizeof(url), "%d", i);
		fetch_cache_miss(&cache, url, -EACCES, 100);
	}
	ck_assert_int_eq(fetch_cache_missed(&cache, "a", 99), 0);
	ck_assert_int_eq(fetch_cache_missed(&cache, "0", 99), -EACCES);
}
END_TEST

static struct fetch_record
full_record(void)
{
	struct fetch_record record = {.size = 1000, .mtime_s = 1u << 31};

	memset(record.validators.etag, 'e', FETCH_ETAG_MAX - 1);
	memset(record.validators.modified, 'm', FETCH_MODIFIED_MAX - 1);
	memset(record.url, 'u', FETCH_URL_MAX - 1);
	return record;
}

START_TEST(record_parse_reads_what_was_built)
{
	struct fetch_record record = full_record(), out;
	uint8_t bytes[FETCH_RECORD_MAX];
	size_t len = fetch_record_build(&record, bytes);

	ck_assert_int_eq(fetch_record_parse(bytes, len, 1000 + len, &out), 0);
	ck_assert_uint_eq(out.size, 1000);
	ck_assert_uint_eq(out.mtime_s, 1u << 31);
	ck_assert_str_eq(out.url, record.url);
	ck_assert_str_eq(out.validators.etag, record.validators.etag);
	ck_assert_str_eq(out.validators.modified, record.validators.modified);
}
END_TEST

START_TEST(record_parse_refuses_what_is_not_whole)
{
	struct fetch_record record = full_record(), out;
	uint8_t bytes[FETCH_RECORD_MAX];
	size_t len;

	record.url[10] = '\0';
	len = fetch_record_build(&record, bytes);
	for (size_t n = 0; n < len; n++) {
		uint8_t *part = unit_exact(bytes, n);

		ck_assert_int_eq(
		    fetch_record_parse(part, n, 1000 + n, &out), -EBADMSG);
		free(part);
		/* without its beginning */
		part = unit_exact(bytes + len - n, n);
		ck_assert_int_eq(
		    fetch_record_parse(part, n, 1000 + len, &out), -EBADMSG);
		free(part);
	}
	/* contents of another length */
	ck_assert_int_eq(
	    fetch_record_parse(bytes, len, 1001 + len, &out), -EBADMSG);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fetchd/cache");
	TCase *tc = tcase_create("cache");

	suite_add_tcase(suite, tc);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, cache_finds_what_was_added);
	tcase_add_test(tc, cache_victim_is_what_was_used_longest_ago);
	tcase_add_test(tc, cache_victim_makes_room_for_one_entry_more);
	tcase_add_test(tc, cache_remembers_refusals_for_a_while);
	tcase_add_test(tc, record_parse_reads_what_was_built);
	tcase_add_test(tc, record_parse_refuses_what_is_not_whole);
	return unit_main(suite);
}
