/* SPDX-License-Identifier: ISC */
/* Range, dates and entity tags: the values of conditional requests. */
#include "date.h"
#include "range.h"
#include "validator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check_range(struct http_text text, uint64_t size)
{
	struct http_range range;

	if (http_range_parse(text, size, &range) == 0) {
		BW_ASSERT(range.length > 0);
		BW_ASSERT(range.first < size);
		BW_ASSERT(range.length <= size - range.first);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint64_t sizes[] = {0, 1, 2, 1000, 1ull << 32, UINT64_MAX};
	struct http_text text = {.at = (const char *)data, .len = len};
	uint64_t s;

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		check_range(text, sizes[i]);
	}
	if (http_date_parse(text, 1700000000, &s) == 0) {
		BW_ASSERT(s <= 253402300800u); /* a leap second after 9999 */
	}
	(void)http_etag_listed(text, "\"1-2-3\"", HTTP_COMPARE_WEAK);
	(void)http_etag_like(text);
	return 0;
}
