/* SPDX-License-Identifier: ISC */
/* What is known of a client; see known.h.  Pure. */
#include "conf/known.h"

#include <stdio.h>
#include <string.h>

void
bw_known_init(struct bw_known *known,
    const struct bw_msg_client_checked *checked, const struct bw_addr *peer)
{
	const char **of = known->client.of;

	memset(known, 0, sizeof(*known));
	of[BW_FILTER_IP] = bw_addr_ip_str(peer, known->ip);
	if (!bw_bytes_zero(checked->mac, BW_MAC_LEN)) {
		of[BW_FILTER_MAC] = bw_mac_str(checked->mac, known->mac);
		(void)bw_mac_str(checked->mac, known->mac_dash);
		for (char *c = known->mac_dash; *c != '\0'; c++) {
			*c = *c == ':' ? '-' : *c;
		}
		of[BW_FILTER_MAC_DASH] = known->mac_dash;
	}
	if (!bw_bytes_zero(checked->uuid, BW_UUID_LEN)) {
		of[BW_FILTER_UUID] = bw_uuid_str(checked->uuid, known->uuid);
	}
	if (checked->arch != BW_ARCH_NONE) {
		(void)snprintf(known->arch, sizeof(known->arch), "%05u",
		    (unsigned)checked->arch);
		of[BW_FILTER_ARCH] = known->arch;
	}
	of[BW_FILTER_HOSTNAME] = checked->hostname;
	of[BW_FILTER_CLIENT_FILE] = checked->file;
}
