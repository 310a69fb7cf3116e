/* SPDX-License-Identifier: ISC */
/* What a client is told of the export that it named; see handshake.h.  Pure. */
#include "handshake.h"

bool
nbd_export_is_writable(const struct bw_conf_export *export)
{
	return export->cow != BW_CONF_COW_NONE || export->write_shared;
}

/* Connections without copies of their own see the same bytes, all of them. */
static uint16_t
transmission_flags(const struct nbd_handshake *handshake)
{
	unsigned flags =
	    NBD_FLAG_HAS_FLAGS | NBD_FLAG_SEND_FLUSH | NBD_FLAG_SEND_CACHE;

	if (handshake->export->cow == BW_CONF_COW_NONE) {
		flags |= NBD_FLAG_CAN_MULTI_CONN;
	}
	if (!nbd_export_is_writable(handshake->export)) {
		flags |= NBD_FLAG_READ_ONLY;
	} else {
		flags |= NBD_FLAG_SEND_FUA | NBD_FLAG_SEND_TRIM |
			 NBD_FLAG_SEND_WRITE_ZEROES | NBD_FLAG_SEND_FAST_ZERO;
	}
	if (handshake->headers != NBD_HEADERS_SIMPLE) {
		flags |= NBD_FLAG_SEND_DF;
	}
	return (uint16_t)flags;
}

bool
nbd_handshake_opened(
    struct nbd_handshake *handshake, uint64_t size, struct bw_writer *out)
{
	const struct bw_conf_export *export = handshake->export;
	uint32_t option = handshake->option.number;
	uint16_t flags = transmission_flags(handshake);

	BW_ASSERT(handshake->phase == NBD_HANDSHAKE_PHASE_OPEN);
	handshake->phase = option == NBD_OPT_INFO ? NBD_HANDSHAKE_PHASE_OPTION
						  : NBD_HANDSHAKE_PHASE_DONE;
	if (option == NBD_OPT_EXPORT_NAME) {
		nbd_export_name_build(out, size, flags, handshake->zeroes);
		return true;
	}
	nbd_info_export_build(out, option, size, flags);
	if ((handshake->infos & 1u << NBD_INFO_NAME) != 0) {
		nbd_info_text_build(out, option, NBD_INFO_NAME, export->name);
	}
	if ((handshake->infos & 1u << NBD_INFO_DESCRIPTION) != 0) {
		nbd_info_text_build(
		    out, option, NBD_INFO_DESCRIPTION, export->description);
	}
	if ((handshake->infos & 1u << NBD_INFO_BLOCK_SIZE) != 0) {
		nbd_info_block_size_build(out, option);
	}
	nbd_option_reply_build(out, option, NBD_REP_ACK);
	return option == NBD_OPT_GO;
}
