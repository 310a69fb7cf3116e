/* SPDX-License-Identifier: ISC */
/* Where a boot stopped, as its events tell, and what usually helps.  Pure. */
#ifndef BOOTWARDCTL_ADVICE_H
#define BOOTWARDCTL_ADVICE_H

#include "ipc/msg.h"

struct advice {
	const char *at;   /* one word: "offered", "file-refused" ... */
	const char *help; /* a sentence */
};

/* What the last event of a session means for it.  Never NULLs. */
struct advice advice_of(const struct bw_ctl_event *last);

#endif
