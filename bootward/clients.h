/* SPDX-License-Identifier: ISC */
/* Which machine an address belongs to, as far as the leases say. */
#ifndef BOOTWARD_CLIENTS_H
#define BOOTWARD_CLIENTS_H

#include "conf/conf.h"
#include "lease/lease_row.h"

/* The lease in force of an address, borrowed until another is put; or NULL. */
const struct bw_lease_row *clients_lease(uint32_t address);

/* Has it a lease in force, or is it reserved for a machine, as in pybootd? */
bool clients_have(uint32_t address);

/* Whose is it?  The MAC of the lease or reservation; NULL: nobody's known. */
const uint8_t *clients_mac(const struct bw_conf *conf, uint32_t address);

/* Its host name: as reserved, or as it says; "": not known. */
void clients_hostname(
    const struct bw_conf *conf, uint32_t address, char out[BW_HOSTNAME_MAX]);

#endif
