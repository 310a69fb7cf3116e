/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "offers.h"

static struct dhcp_offers offers;
static void *storage;

static void
start(uint32_t count)
{
	storage = malloc(dhcp_offers_size(count));
	dhcp_offers_init(&offers, storage, count);
}

static void
tear_down(void)
{
	free(storage);
}

static struct bw_client_id
client(uint32_t n)
{
	return (struct bw_client_id){
	    .len = 4,
	    .bytes = {1, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n},
	};
}

static struct dhcp_offer *
add(uint32_t address, uint32_t n)
{
	struct bw_client_id id = client(n);

	return dhcp_offers_add(&offers, address, &id);
}

static struct dhcp_offer *
find(uint32_t n)
{
	struct bw_client_id id = client(n);

	return dhcp_offers_by_client(&offers, &id);
}

START_TEST(offers_find_by_address_and_by_client)
{
	start(100);
	for (uint32_t i = 0; i < 100; i++) {
		ck_assert_ptr_nonnull(add(5000 + i, i));
	}
	for (uint32_t i = 0; i < 100; i++) {
		ck_assert_uint_eq(find(i)->address, 5000 + i);
		ck_assert_ptr_eq(
		    dhcp_offers_by_address(&offers, 5000 + i), find(i));
	}
	ck_assert_ptr_null(find(100));
	ck_assert_ptr_null(dhcp_offers_by_address(&offers, 5100));
}
END_TEST

START_TEST(offers_removed_make_room)
{
	start(3);
	for (uint32_t i = 0; i < 300; i++) {
		(void)add(1, i);
		(void)add(2, i + 1000);
		(void)add(3, i + 2000);
		dhcp_offers_remove(&offers, find(i + 1000));
		dhcp_offers_remove(&offers, find(i + 2000));
		dhcp_offers_remove(&offers, find(i));
		ck_assert_ptr_null(find(i));
		ck_assert_ptr_null(dhcp_offers_by_address(&offers, 1));
	}
	ck_assert_uint_eq(offers.n, 3);
}
END_TEST

START_TEST(offers_forget_the_first_when_there_are_too_many)
{
	start(10 * DHCP_OFFERS_MAX);
	for (uint32_t i = 0; i < 2 * DHCP_OFFERS_MAX; i++) {
		(void)add(i, i);
		ck_assert_uint_eq(find(i)->address, i);
	}
	for (uint32_t i = 0; i < 2 * DHCP_OFFERS_MAX; i++) {
		ck_assert((find(i) != NULL) == (i >= DHCP_OFFERS_MAX));
	}
}
END_TEST

START_TEST(offers_do_not_forget_what_is_committing)
{
	start(10 * DHCP_OFFERS_MAX);
	for (uint32_t i = 0; i < DHCP_PENDING_MAX; i++) {
		add(i, i)->committing = true;
	}
	for (uint32_t i = 0; i < 3 * DHCP_OFFERS_MAX; i++) {
		(void)add(DHCP_PENDING_MAX + i, DHCP_PENDING_MAX + i);
	}
	for (uint32_t i = 0; i < DHCP_PENDING_MAX; i++) {
		ck_assert(find(i)->committing);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/offers");
	TCase *tc = tcase_create("offers");

	tcase_add_checked_fixture(tc, NULL, tear_down);
	tcase_add_test(tc, offers_find_by_address_and_by_client);
	tcase_add_test(tc, offers_removed_make_room);
	tcase_add_test(tc, offers_forget_the_first_when_there_are_too_many);
	tcase_add_test(tc, offers_do_not_forget_what_is_committing);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
