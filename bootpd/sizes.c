/* SPDX-License-Identifier: ISC */
/* How long boot files are; see sizes.h. */
#include "sizes.h"

#include <string.h>

#include "base/text.h"

#define BLOCK 512u /* RFC 2132 3.15 */

static size_t
place_of(const char *name)
{
	return bw_bytes_hash(name, strlen(name)) % DHCP_SIZES_MAX;
}

uint16_t
dhcp_sizes_of(const struct dhcp_sizes *sizes, const char *name, uint64_t now_ms)
{
	const struct dhcp_size *one = &sizes->items[place_of(name)];

	return now_ms < one->good_until_ms && strcmp(one->name, name) == 0
		   ? one->blocks
		   : 0;
}

bool
dhcp_sizes_ask(struct dhcp_sizes *sizes, const char *name, uint64_t now_ms)
{
	struct dhcp_size *one = &sizes->items[place_of(name)];

	if (one->name[0] != '\0' &&
	    now_ms - one->asked_ms < DHCP_SIZES_AGAIN_MS) {
		return false; /* be it another's turn */
	}
	if (strcmp(one->name, name) != 0) {
		*one = (struct dhcp_size){.name = ""};
		bw_text_cut(one->name, sizeof(one->name), name);
	}
	one->asked_ms = now_ms;
	return true;
}

void
dhcp_sizes_told(struct dhcp_sizes *sizes, const char *name, bool known,
    uint64_t size, uint64_t now_ms)
{
	struct dhcp_size *one = &sizes->items[place_of(name)];
	uint64_t blocks = size / BLOCK + (size % BLOCK > 0 ? 1 : 0);

	if (strcmp(one->name, name) != 0) {
		return; /* another's turn by now */
	}
	one->good_until_ms = 0;
	if (known && blocks <= UINT16_MAX) {
		one->blocks = (uint16_t)blocks;
		one->good_until_ms = now_ms + DHCP_SIZES_GOOD_MS;
	}
}
