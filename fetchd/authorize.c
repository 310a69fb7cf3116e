/* SPDX-License-Identifier: ISC */
/* Tokens in requests; see authorize.h. */
#include "authorize.h"

#include <errno.h>
#include <string.h>

#include "os/token.h"

int
fetch_authorize(int token_fd, struct curl_slist **list)
{
	static const char scheme[] = "Authorization: Bearer ";
	char field[sizeof(scheme) - 1 + BW_TOKEN_MAX];
	struct curl_slist *longer = NULL;
	const char *why;

	if (token_fd < 0) {
		return 0;
	}
	memcpy(field, scheme, sizeof(scheme) - 1);
	why = bw_token_read(token_fd, field + sizeof(scheme) - 1);
	if (why == NULL) {
		longer = curl_slist_append(*list, field);
	}
	explicit_bzero(field, sizeof(field));
	if (why != NULL) {
		return -EKEYREJECTED;
	}
	if (longer == NULL) {
		return -ENOMEM;
	}
	*list = longer;
	return 0;
}
