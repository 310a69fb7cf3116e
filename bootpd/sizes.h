/* SPDX-License-Identifier: ISC */
/*
 * How long boot files are, as tftpd told.  It is asked while a client is
 * answered, and nobody waits: the client's next message finds the size here.
 * UEFI takes what option 13 says for the truth, so a size that was told a
 * while ago is none any more.  Pure.
 */
#ifndef DHCP_SIZES_H
#define DHCP_SIZES_H

#include "reply.h"

#define DHCP_SIZES_MAX 64 /* files; those that meet in a place take turns */
/* A size is told for so long, and asked for again after so long. */
#define DHCP_SIZES_GOOD_MS  10000
#define DHCP_SIZES_AGAIN_MS 1000

struct dhcp_size {
	char name[DHCP_NAME_MAX + 1]; /* "": free */
	uint64_t asked_ms;
	uint64_t good_until_ms; /* 0: not known */
	uint16_t blocks;
};

struct dhcp_sizes {
	struct dhcp_size items[DHCP_SIZES_MAX];
};

/* Blocks of 512 bytes; 0: not known, or more than option 13 can say. */
uint16_t dhcp_sizes_of(
    const struct dhcp_sizes *sizes, const char *name, uint64_t now_ms);

/* Is it to be asked for now?  It is taken to be, if so. */
bool
dhcp_sizes_ask(struct dhcp_sizes *sizes, const char *name, uint64_t now_ms);

/* tftpd answered; known false: it has none to tell. */
void dhcp_sizes_told(struct dhcp_sizes *sizes, const char *name, bool known,
    uint64_t size, uint64_t now_ms);

#endif
