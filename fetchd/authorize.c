/* SPDX-License-Identifier: ISC */
/* Tokens in requests; see authorize.h. */
#include "authorize.h"

#include <errno.h>
#include <string.h>

int
fetch_authority_take(struct fetch_authority *authority, int token_fd)
{
	char token[BW_TOKEN_MAX];

	if (token_fd < 0) {
		return 0;
	}
	if (bw_token_read(token_fd, token) != NULL) {
		return -EKEYREJECTED;
	}
	memcpy(authority->field, FETCH_BEARER, sizeof(FETCH_BEARER) - 1);
	memcpy(
	    authority->field + sizeof(FETCH_BEARER) - 1, token, sizeof(token));
	explicit_bzero(token, sizeof(token));
	return 0;
}

static int
add(const char *field, struct curl_slist **list)
{
	struct curl_slist *longer = curl_slist_append(*list, field);

	if (longer == NULL) {
		return -ENOMEM;
	}
	*list = longer;
	return 0;
}

int
fetch_authorize(const struct fetch_authority *authority, const char *first,
    struct curl_slist **fields)
{
	int error = 0;

	curl_slist_free_all(*fields);
	*fields = NULL;
	if (first != NULL) {
		error = add(first, fields);
	}
	if (error == 0 && authority->field[0] != '\0') {
		error = add(authority->field, fields);
	}
	return error;
}
