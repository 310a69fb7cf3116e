/* SPDX-License-Identifier: ISC */
/* Batches and answers; see core.h.  Pure. */
#include "core.h"

#include <errno.h>

#include "base/text.h"

void
store_batch_add(struct store_batch *batch, const struct bw_msg *msg)
{
	BW_ASSERT(msg->type == BW_MSG_LEASE_COMMIT);
	BW_ASSERT(!store_batch_full(batch));
	batch->ids[batch->n] = msg->id;
	batch->leases[batch->n] = msg->u.lease;
	batch->n++;
}

bool
store_batch_full(const struct store_batch *batch)
{
	return batch->n == ARRAY_LEN(batch->leases);
}

const char *
store_error_str(int error)
{
	switch (error) {
	case -ENOSPC:
		return "no space left in the state directory";
	case -EROFS:
		return "the state directory is read-only";
	case -EACCES:
		return "the state directory may not be written";
	case -EBUSY:
		return "another process uses the lease database";
	case -EUCLEAN:
		return "the lease database is corrupt";
	case -ENOTSUP:
		return "the lease database cannot be used";
	case -ENOMEM:
		return "out of memory";
	default:
		return "the state directory cannot be written";
	}
}

void
store_batch_answer(
    const struct store_batch *batch, size_t nth, int error, struct bw_msg *out)
{
	struct bw_msg_refused *refused = &out->u.refused;

	BW_ASSERT(nth < batch->n);
	*out = (struct bw_msg){
	    .type = error == 0 ? BW_MSG_LEASE_COMMITTED : BW_MSG_LEASE_REFUSED,
	    .id = batch->ids[nth],
	};
	if (error != 0) {
		refused->error = error;
		bw_text_cut(refused->reason, sizeof(refused->reason),
		    store_error_str(error));
	}
}
