/* SPDX-License-Identifier: ISC */
/* What the parent knows of a client, as variables.  Pure. */
#ifndef BW_CONF_KNOWN_H
#define BW_CONF_KNOWN_H

#include "conf/filter.h"
#include "ipc/msg.h"

#define BW_KNOWN_NUMBER_MAX 8

struct bw_known {
	struct bw_filter_client client; /* into what follows */
	char mac[BW_MAC_STR_MAX];
	char mac_dash[BW_MAC_STR_MAX];
	char ip[BW_ADDR_STR_MAX];
	char uuid[BW_UUID_STR_MAX];
	char arch[BW_KNOWN_NUMBER_MAX]; /* five digits, as in [bootfile] */
};

/*
 * Fill it in.
 *
 *   checked   kept by known->client
 */
void bw_known_init(struct bw_known *known,
    const struct bw_msg_client_checked *checked, const struct bw_addr *peer);

#endif
