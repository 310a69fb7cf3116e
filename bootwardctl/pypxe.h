/* SPDX-License-Identifier: ISC */
/*
 * PyPXE's lease file: one JSON object, {"AA:BB:CC:DD:EE:FF": {"ip": "10.0.0.9",
 * "expire": 1700000000.5, "ipxe": true}, ...}.  Pure.
 */
#ifndef BOOTWARDCTL_PYPXE_H
#define BOOTWARDCTL_PYPXE_H

#include "lease/lease.h"

struct pypxe_reader {
	const char *at;
	const char *end;
	bool begun;
};

struct pypxe_lease {
	uint8_t mac[BW_MAC_LEN];
	uint32_t address;
	uint64_t expires_s;
	bool ipxe;
};

/* Begin; text is borrowed for the reader's life. */
void pypxe_init(struct pypxe_reader *reader, const char *text, size_t len);

/*
 * The next lease.
 *
 *   returns  0
 *            -ENOENT   that was the last
 *            -EBADMSG  it is no such file from here on
 */
int pypxe_next(struct pypxe_reader *reader, struct pypxe_lease *out);

#define PYPXE_ROW_MAX 128

/* A lease as one of its rows, without a comma. */
void pypxe_row(const struct bw_lease *lease, char out[PYPXE_ROW_MAX]);

#endif
