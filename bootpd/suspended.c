/* SPDX-License-Identifier: ISC */
/* Clients that are not heard; see suspended.h. */
#include "suspended.h"

#include <string.h>

#include "base/text.h"

static void
tell_one(const struct dhcp_flood *flood, const struct dhcp_flood_client *client,
    struct dhcp_now now, dhcp_suspended_row *tell, void *arg)
{
	uint64_t left_ms = client->suspended_ms - now.ms;
	uint64_t past_ms = dhcp_flood_length_ms(flood, client) - left_ms;
	struct bw_ctl_suspension row = {
	    .since_s = now.wall_s - past_ms / 1000,
	    .until_s = now.wall_s + (left_ms + 999) / 1000,
	};

	memcpy(row.mac, client->mac, BW_MAC_LEN);
	bw_text_cut(row.reason, sizeof(row.reason),
	    client->denied ? "access denied" : "too many messages");
	tell(arg, &row);
}

size_t
dhcp_suspended(const struct dhcp_core *core, struct dhcp_now now,
    dhcp_suspended_row *tell, void *arg)
{
	const struct dhcp_flood_client *client;
	size_t at = 0, n = 0;

	while ((client = dhcp_flood_next_suspended(
		    &core->flood, &at, now.ms)) != NULL) {
		if (++n <= DHCP_SUSPENDED_ROWS) {
			tell_one(&core->flood, client, now, tell, arg);
		}
	}
	return n > DHCP_SUSPENDED_ROWS ? n - DHCP_SUSPENDED_ROWS : 0;
}
