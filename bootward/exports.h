/* SPDX-License-Identifier: ISC */
/*
 * Who may use which export, who does, and how much room what they write may
 * take.  A worker asks by name; it is handed the image, and the overlay of its
 * own client, never another's.
 */
#ifndef BOOTWARD_EXPORTS_H
#define BOOTWARD_EXPORTS_H

#include "suite.h"

/* EXPORT_OPEN: answered at once, or when the client's old worker has ended. */
void exports_open(struct peer *nbdd, const struct bw_msg *msg);

/* The image of an export. */
const struct image_door *
exports_image(const struct suite *suite, const struct bw_conf_export *export);

/* OVERLAY_GROW */
void exports_grow(struct peer *nbdd, const struct bw_msg *msg);

/* EXPORT_ATTACHED, _PROGRESSED, _DETACHED: what it says of itself. */
void exports_used(struct peer *nbdd, const struct bw_msg *msg);

/* This child has ended: what it held is free. */
void exports_ended(struct peer *peer);

/*
 * The next row of EXPORTS: an export and one that uses it, or none.
 *
 *   n, at    the export and the place among peers to go on from; moved on
 *   returns  0, or -ENOENT after the last
 */
int exports_row(const struct suite *suite, uint32_t *n, uint32_t *at,
    struct bw_ctl_export *out);

/* The next row of OVERLAYS. */
int exports_overlay_row(
    const struct suite *suite, uint32_t *n, struct bw_ctl_overlay *out);

#endif
