/* SPDX-License-Identifier: ISC */
/*
 * What workers of nbdd have been handed: which export, whose overlay, how much
 * room in it.  Beside the suite's peers, at the same places.
 */
#ifndef BOOTWARD_ATTACHMENTS_H
#define BOOTWARD_ATTACHMENTS_H

#include "overlays.h"
#include "suite.h"

enum attachment_state {
	ATTACHMENT_NONE,
	ATTACHMENT_WAITING, /* for the end of the client's old worker */
	ATTACHMENT_OPEN,
};

/* What a worker has been handed; beside the suite's peers. */
struct attachment {
	enum attachment_state state;
	char name[BW_EXPORT_NAME_MAX];
	enum bw_conf_cow cow;
	uint32_t id;                  /* of the question, while it waits */
	char client[BW_ADDR_STR_MAX]; /* whose overlay is kept */
	struct overlay_file *file;    /* NULL: none that is kept */
	uint64_t quota;               /* of its overlay, bytes */
	uint64_t room;                /* of these, granted */
	uint64_t begun_ms;
	bool ended; /* it has said so */
	struct bw_msg_attachment said;
};

/* That of the peer in this place of the suite. */
struct attachment *attachments_at(size_t i);
struct attachment *attachments_of(const struct peer *peer);

#endif
