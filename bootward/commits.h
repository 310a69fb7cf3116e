/* SPDX-License-Identifier: ISC */
/*
 * The lease table in memory and the leases on their way to the disk.  A lease
 * enters the table when stored has it, and bootpd hears of it then; what was
 * under way when a stored died is given to the next one.
 */
#ifndef BOOTWARD_COMMITS_H
#define BOOTWARD_COMMITS_H

#include "lease/lease_row.h"
#include "suite.h"

int commits_init(struct suite *suite);

/*
 * Another configuration: make ready for it while that may still fail (0 or
 * -ENOMEM), then go by it.
 */
int commits_prepare(const struct bw_conf *next);
void commits_follow(const struct bw_conf *next);

/* Who holds this address?  NULL: nobody ever did. */
const struct bw_lease_row *commits_find(uint32_t address);

/* Is this address reserved for a host? */
bool commits_reserved(uint32_t address);

/* The nth of all, or NULL after the last. */
const struct bw_lease_row *commits_nth(uint32_t n);

/* All that is known of one of these. */
void commits_get(const struct bw_lease_row *row, struct bw_lease *out);

/* bootpd asks for a lease to be made durable. */
void commits_add(struct peer *bootpd, const struct bw_msg *msg);
/* stored has, or has not. */
void commits_answered(struct peer *stored, const struct bw_msg *msg);
/*
 * The operator wants an address to be free again.
 *
 *   client   whom control_done() is to tell when it is
 *   returns  0, -ENOENT nobody holds it, -EAGAIN too many under way
 */
int commits_drop(uint32_t address, uint32_t client);
/*
 * The operator has a lease from elsewhere (ADD_LEASE).
 *
 *   client   as above
 *   returns  0, -ENOENT not ours to give, -EEXIST another holds it, -EAGAIN
 */
int commits_import(const struct bw_ctl_ask *ask, uint32_t client);

/* Say to stored and bootpd what has come together in this turn of the loop. */
void commits_flush(struct suite *suite);
/* A new stored serves. */
void commits_resend(void);

/* Leases from the disk. */
void commits_load(const struct bw_lease *lease);
void commits_load_end(void);
bool commits_loaded(void);

/* Why leases are not stored, for people; "": they are. */
const char *commits_trouble(void);

/* broker_feed() of broker.h. */
int commits_feed(struct peer *bootpd);

#endif
