/* SPDX-License-Identifier: ISC */
/* Any datagram on the listening port: judged, and if served, negotiated. */
#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "decode.h"
#include "options.h"

#define DECODED_MAX 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
negotiate(const struct tftp_ask *ask)
{
	static const struct tftp_terms terms = {512, 65464, 64, 0};
	struct tftp_options options;
	uint8_t oack[512];
	char text[64];
	size_t oack_len;

	tftp_options_choose(
	    &ask->request, &terms, 123456, ask->netascii, &options);
	BW_ASSERT(options.blksize >= TFTP_BLKSIZE_MIN &&
		  options.blksize <= TFTP_BLKSIZE_MAX);
	BW_ASSERT(
	    options.windowsize >= 1 && options.windowsize <= TFTP_WINDOW_MAX);
	BW_ASSERT(options.n_grants <= ask->request.n_options);
	BW_ASSERT(tftp_oack_build(options.grants, options.n_grants, oack,
		      sizeof(oack), &oack_len) == 0);
	BW_ASSERT(strlen(tftp_options_str(&options, text, sizeof(text))) <
		  sizeof(text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct bw_conf_pair items[] = {
	    {"pxelinux.cfg/01-*", "hosts/{filename}"},
	    {"*.txt", "[{filename}]"},
	    {"a*b?c*", "{filename}{filename}"},
	};
	static const struct bw_conf_tftpd conf = {
	    .filters = {items, ARRAY_LEN(items)},
	    .upload = {.dir = "/drop/box"}};
	static struct tftp_ask ask;

	char line[DECODED_MAX];

	tftp_decode(data, len, line, sizeof(line));
	for (const char *c = line; *c != '\0'; c++) {
		BW_ASSERT(*c >= ' ' && *c <= '~');
	}
	tftp_core_ask(&conf, NULL, data, len, &ask);
	BW_ASSERT((ask.verdict == TFTP_VERDICT_REFUSE) ==
		  (ask.refusal != TFTP_REFUSAL_NONE));
	if (ask.verdict == TFTP_VERDICT_STORE) {
		BW_ASSERT(ask.upload[0] != '.' && ask.upload[0] != '\0');
		BW_ASSERT(strchr(ask.upload, '/') == NULL);
		negotiate(&ask);
	}
	if (ask.verdict == TFTP_VERDICT_SERVE) {
		BW_ASSERT(ask.target.kind != BW_FILTER_KIND_NAME ||
			  ask.target.text[0] != '/');
		negotiate(&ask);
	}
	return 0;
}
