/* SPDX-License-Identifier: ISC */
/* What a transfer begins with: a slot, and terms; see service.h. */
#include "base/text.h"
#include "service.h"

/* A slot for the peer, if need be somebody else's. */
static int
slot_take(struct service *service, const struct bw_addr *peer, uint64_t now_us)
{
	uint64_t now_ms = now_us / 1000;
	uint32_t max = service->conf->max_clients_per_address;
	struct tftp_transfer *victim;
	int slot;

	if (max != 0 && tftp_table_count(&service->table, peer) >= max) {
		return TFTP_TABLE_NONE;
	}
	slot = tftp_table_add(&service->table, peer, now_ms);
	if (slot != TFTP_TABLE_NONE) {
		return slot;
	}
	slot = tftp_table_victim(&service->table, peer, now_ms);
	if (slot == TFTP_TABLE_NONE) {
		return TFTP_TABLE_NONE;
	}
	victim = &service->sessions[slot].transfer;
	if (victim->confirmed) {
		const struct tftp_refusal_text *text =
		    tftp_refusal_text(TFTP_REFUSAL_GREEDY);

		tftp_transfer_end(
		    victim, BW_END_REFUSED, text->text, text->code, text->text);
	} else {
		tftp_transfer_end(victim, BW_END_TIMEOUT,
		    "gave way to others without having answered",
		    TFTP_ERROR_NOT_DEFINED, NULL);
	}
	session_advance(service, slot, now_us);
	return tftp_table_add(&service->table, peer, now_ms);
}

/* Headers of IPv4 or IPv6, UDP and TFTP go before a block. */
static uint32_t
blksize_that_fits(uint32_t mtu, const struct bw_addr *peer)
{
	uint32_t headers =
	    (peer->family == BW_FAMILY_IPV6 ? 40 : 20) + 8 + TFTP_HEADER_SIZE;

	return mtu >= headers + TFTP_BLKSIZE_MIN ? mtu - headers
						 : TFTP_BLKSIZE_MIN;
}

static void
limit(uint32_t *value, uint32_t max)
{
	*value = *value < max ? *value : max;
}

static struct tftp_terms
terms_for(const struct service *service, const struct bw_addr *peer,
    enum tftp_opcode opcode)
{
	const struct bw_conf_tftpd *conf = service->conf;
	struct tftp_terms terms = {
	    .blksize = conf->blocksize,
	    .blksize_max = conf->max_blocksize,
	    .windowsize_max = tftp_caution_windowsize(
		&service->caution, peer, conf->max_windowsize),
	    .rollover = conf->rollover,
	};

	if (conf->fit_mtu && conf->link_mtu != 0) {
		limit(&terms.blksize_max,
		    blksize_that_fits(conf->link_mtu, peer));
	}
	if (opcode == TFTP_OPCODE_WRQ) {
		terms.blksize = TFTP_BLKSIZE_UNSET;
		limit(&terms.blksize_max, TFTP_UPLOAD_BLKSIZE_MAX);
	}
	return terms;
}

/*
 * No answer to who finds no room: the client asks again in a second or two,
 * while an ERROR would end its boot.
 */
static void
log_no_room(const struct service *service, const struct bw_addr *addr)
{
	static struct bw_log_limit limit;
	char peer[BW_ADDR_STR_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "peer=%s transfers=%zu error=\"no room for more\"",
	    bw_addr_str(addr, peer), service->table.n_used);
}

bool
session_begin(struct service *service, const struct bw_datagram *asked,
    const struct tftp_ask *ask, const struct source *source,
    const struct upload *upload, uint64_t now_us)
{
	static const struct source no_source = {
	    .file = {.fd = -1},
	    .piece = TFTP_PIECE_NONE,
	};
	static const struct upload no_upload;
	const struct bw_conf_tftpd *conf = service->conf;
	const struct tftp_terms terms =
	    terms_for(service, &asked->peer, ask->request.opcode);
	uint64_t size =
	    upload != NULL ? tftp_options_tsize(&ask->request) : source->size;
	int slot = slot_take(service, &asked->peer, now_us);
	struct tftp_options options;
	struct session *session;

	if (slot == TFTP_TABLE_NONE) {
		log_no_room(service, &asked->peer);
		return false;
	}
	session = &service->sessions[slot];
	*session = (struct session){
	    .id = ++service->last_id,
	    .socket = service_socket_for(service, asked),
	    .peer = asked->peer,
	    .local = asked->local,
	    .ifindex = service_interface_for(asked),
	    .request_hash = bw_bytes_hash(asked->buf, asked->len),
	    .began_us = now_us,
	    .source = source != NULL ? *source : no_source,
	    .upload = upload != NULL ? *upload : no_upload,
	};
	bw_text_cut(
	    session->file, sizeof(session->file), ask->request.filename);
	tftp_options_choose(
	    &ask->request, &terms, size, ask->netascii, &options);
	tftp_transfer_init(&session->transfer, &options, size,
	    conf->timeout_ms * 1000, conf->retries, now_us);
	report_started(service, session);
	session_advance(service, slot, now_us);
	return true;
}
