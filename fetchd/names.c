/* SPDX-License-Identifier: ISC */
/* Addresses of hosts; see names.h. */
#include "names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "proto.h"

int
fetch_names_add(const struct bw_conf_pairs *resolved, const struct bw_url *url,
    struct curl_slist **list)
{
	for (size_t i = 0; i < resolved->n; i++) {
		char text[FETCH_RESOLVED_MAX];
		struct curl_slist *longer;

		if (strcmp(resolved->items[i].name, url->host) != 0) {
			continue;
		}
		(void)snprintf(text, sizeof(text), "%s:%u:%s", url->host,
		    (unsigned)url->port, resolved->items[i].value);
		longer = curl_slist_append(*list, text);
		if (longer == NULL) {
			return -ENOMEM;
		}
		*list = longer;
	}
	return 0;
}
